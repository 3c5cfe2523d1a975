import { isGs1, readAim } from './aim.ts';
import { gs, gs1Elements, type Gs1Element, isCheckedNumber } from './gs1.ts';

/** What one scan holds before anybody asks what it means. */
export type Split =
  | { readonly kind: 'envelope'; readonly fields: readonly string[] }
  | { readonly kind: 'gs1'; readonly elements: readonly Gs1Element[] }
  | { readonly kind: 'plain'; readonly parts: readonly string[] };

// Separators are handled as their control pictures: they can be seen in code, and some scanners send them so.
const rs = '\u241e';
const eot = '\u2404';
// ISO 15434, formats 05 and 06. A scanner in keyboard mode may have lost the RS.
const envelope = new RegExp(`^\\[\\)>${rs}?0[56]${gs}`);

/**
 * Takes off what scanners add and cuts a scan into its parts, by the first wrapping that fits.
 *
 * @param aim the symbology identifier, where the scanner gave it apart from the text
 */
export function splitScan(scan: string, aim?: string): Split {
  const read = aim === undefined ? readAim(pictured(scan)) : { text: pictured(scan), aim };
  const bare = read.text.replace(/\s+$/, '');
  if (envelope.test(bare)) {
    const [first = ''] = bare.replace(envelope, '').split(new RegExp(`[${rs}${eot}]`));
    return { kind: 'envelope', fields: first.split(gs).filter((field) => field !== '') };
  }
  const elements = looksLikeGs1(bare, read.aim) ? gs1Elements(bare) : undefined;
  if (elements !== undefined) return { kind: 'gs1', elements };
  const parts = bare.split(new RegExp(`[\\p{Cc}${gs}${rs}${eot};,|]+`, 'u')).map((part) => part.trim());
  return { kind: 'plain', parts: parts.filter((part) => part !== '') };
}

/** Without the scanner's word for it, only brackets or a valid item number show that this is GS1 and not chance. */
function looksLikeGs1(text: string, aim: string | undefined): boolean {
  if (isGs1(aim) || /^\(\d{2,4}\)/.test(text)) return true;
  const item = /^01(\d{14})/.exec(text)?.[1];
  return item !== undefined && isCheckedNumber(item);
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
