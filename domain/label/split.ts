/** What one scan holds before anybody asks what it means. */
export type Split =
  | { readonly kind: 'envelope'; readonly fields: readonly string[] }
  | { readonly kind: 'gs1'; readonly elements: readonly { readonly ai: string; readonly value: string }[] }
  | { readonly kind: 'plain'; readonly parts: readonly string[] };

// Separators are handled as their control pictures: they can be seen in code, and some scanners send them so.
const gs = '\u241d';
const rs = '\u241e';
const eot = '\u2404';
const gs1Symbology = /^\](?:C1|d2|Q3|e0)/;
const anySymbology = /^\][A-Za-z][0-9A-Za-z](?=.)/;
// ISO 15434, formats 05 and 06. A scanner in keyboard mode may have lost the RS.
const envelope = new RegExp(`^\\[\\)>${rs}?0[56]${gs}`);

/** Takes off what scanners add and cuts a scan into its parts, by the first wrapping that fits. */
export function splitScan(text: string): Split {
  const spelled = pictured(text);
  const isGs1 = gs1Symbology.test(spelled);
  const bare = spelled.replace(anySymbology, '').replace(/\s+$/, '');
  if (envelope.test(bare)) {
    const [first = ''] = bare.replace(envelope, '').split(new RegExp(`[${rs}${eot}]`));
    return { kind: 'envelope', fields: first.split(gs).filter((field) => field !== '') };
  }
  const elements = gs1Elements(bare, isGs1);
  if (elements !== undefined) return { kind: 'gs1', elements };
  const parts = bare.split(new RegExp(`[\\p{Cc}${gs}${rs}${eot};,|]+`, 'u')).map((part) => part.trim());
  return { kind: 'plain', parts: parts.filter((part) => part !== '') };
}

function pictured(text: string): string {
  return text
    .replaceAll('\u001d', gs)
    .replaceAll('\u001e', rs)
    .replaceAll('\u0004', eot)
    .replace(/<GS>|\{GS\}/g, gs)
    .replace(/<RS>/g, rs)
    .replace(/<EOT>/g, eot);
}

/** Application identifiers with the length of their values; variable ones end at GS or the end. */
const identifiers: readonly { readonly ai: string; readonly length: number; readonly fixed: boolean }[] = [
  { ai: '8004', length: 30, fixed: false },
  { ai: '240', length: 30, fixed: false },
  { ai: '00', length: 18, fixed: true },
  { ai: '01', length: 14, fixed: true },
  { ai: '11', length: 6, fixed: true },
  { ai: '10', length: 20, fixed: false },
  { ai: '21', length: 20, fixed: false },
];

function gs1Elements(text: string, isGs1: boolean): readonly { ai: string; value: string }[] | undefined {
  if (/^\(\d{2,4}\)/.test(text)) return bracketed(text);
  // Without the scanner's word for it, only a valid item number shows that this is GS1 and not chance.
  const item = /^01(\d{14})/.exec(text)?.[1];
  if (!isGs1 && (item === undefined || !isItemNumber(item))) return undefined;
  return concatenated(text);
}

function bracketed(text: string): readonly { ai: string; value: string }[] {
  return [...text.matchAll(/\((\d{2,4})\)([^(]*)/g)].map((match) => ({ ai: match[1] ?? '', value: (match[2] ?? '').trim() }));
}

function concatenated(text: string): readonly { ai: string; value: string }[] | undefined {
  const elements: { ai: string; value: string }[] = [];
  let rest = withoutSeparator(text);
  while (rest !== '') {
    const known = identifiers.find(({ ai }) => rest.startsWith(ai));
    if (known === undefined) return undefined;
    const end = known.fixed ? known.ai.length + known.length : (rest.indexOf(gs) + 1 || rest.length + 1) - 1;
    const value = rest.slice(known.ai.length, end);
    if (value === '' || value.length > known.length || (known.fixed && !/^\d+$/.test(value))) return undefined;
    elements.push({ ai: known.ai, value });
    rest = withoutSeparator(rest.slice(end));
  }
  return elements;
}

function withoutSeparator(text: string): string {
  return text.startsWith(gs) ? text.slice(1) : text;
}

/** GS1's check digit: weights 3 and 1 from the right. */
export function isItemNumber(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length - 1; i++) sum += Number(digits[digits.length - 2 - i]) * (i % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}
