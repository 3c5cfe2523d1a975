import { readAim } from './aim.ts';

/**
 * The code of the scanner page's check, and what a scan of it shows. It holds what a wrong setting spoils: letters that
 * keyboards place differently, both cases, digits, punctuation that stands in serials and codes, and GS.
 */
const head = 'CU-L-aqwzymAZ10/_];';
const tail = 'END7';
const gs = '\u001d';
export const layoutCode = `${head}${gs}${tail}`;

/** What a keyboard scanner that thinks of a US keyboard types on another one. Only the keys of the check. */
const keyboards = {
  qwertz: keys('yzYZ-/_];', 'zyZYß-?+ö'),
  azerty: keys('aqwzAZmM10-/_];', 'qazwQW,?&à)!°$m'),
  spanish: keys('-/_];', "'-?+ñ"),
  italian: keys('-/_];', "'-?+ò"),
} as const;

export type Keyboard = keyof typeof keyboards;

export type LayoutFinding =
  /** Scanner and computer are set to different keyboards. `swapped` are what was printed and what came. */
  | { readonly kind: 'layout'; readonly keyboard: Keyboard | 'other'; readonly swapped: readonly (readonly [string, string])[] }
  | { readonly kind: 'case'; readonly how: 'swapped' | 'upper' | 'lower' }
  /** `lost`: it is left out. `cuts`: nothing after it arrives. `replaced`: something else stands in its place. */
  | { readonly kind: 'gs'; readonly how: 'lost' | 'cuts' | 'replaced' }
  | { readonly kind: 'no_suffix' }
  | { readonly kind: 'no_aim' };

export type LayoutCheck = { readonly kind: 'other_code' } | { readonly kind: 'read'; readonly findings: readonly LayoutFinding[] };

/** A scan as the window heard it. */
export interface CheckedScan {
  readonly text: string;
  /** The symbology identifier that came with it. */
  readonly aim?: string | undefined;
  /** Whether Enter or Tab ended it; undefined where that cannot be told or does not matter. */
  readonly suffixed?: boolean | undefined;
}

/** Says what is wrong with a scanner by what it made of `layoutCode`. No finding: all is as it should be. */
export function checkLayout(scan: CheckedScan): LayoutCheck {
  const read = scan.aim === undefined ? readAim(scan.text) : { text: scan.text, aim: scan.aim };
  const spoilt = exactly(read.text) ?? roughly(read.text);
  if (spoilt === undefined) return { kind: 'other_code' };
  const findings: LayoutFinding[] = [...spoilt.findings];
  if (scan.suffixed === false) findings.push({ kind: 'no_suffix' });
  if (read.aim === undefined && !spoilt.aim) findings.push({ kind: 'no_aim' });
  return { kind: 'read', findings };
}

/** What comes as a scan of its own after GS has cut the check in two. */
export function isRestOfCheck(text: string): boolean {
  return /^END.$/i.test(text);
}

/** True for findings that spoil scans; the others are advice. */
export function spoils({ kind }: LayoutFinding): boolean {
  return kind === 'layout' || kind === 'case' || kind === 'gs';
}

interface Spoilt {
  readonly findings: readonly LayoutFinding[];
  /** An identifier came, spelled by the wrong keyboard. */
  readonly aim: boolean;
}

const cases = {
  same: (text: string) => text,
  swapped: (text: string) => Array.from(text, swapCase).join(''),
  upper: (text: string) => text.toUpperCase(),
  lower: (text: string) => text.toLowerCase(),
} as const;

const endings = {
  kept: gs + tail,
  lost: tail,
  cuts: '',
} as const;

/** Tries every way to spoil the code that is known, alone and together. */
function exactly(text: string): Spoilt | undefined {
  for (const aim of ['', ']C0'])
    for (const keyboard of ['us', 'qwertz', 'azerty', 'spanish', 'italian'] as const)
      for (const how of ['same', 'swapped', 'upper', 'lower'] as const)
        for (const ending of ['kept', 'lost', 'cuts'] as const) {
          if (cases[how](typedOn(keyboard, aim + head + endings[ending])) !== text) continue;
          const layout = keyboard === 'us' ? [] : [layoutFinding(keyboard, swappedOn(keyboard))];
          return { findings: [...layout, ...caseFinding(how), ...gsFinding(ending)], aim: aim !== '' };
        }
  return replaced(text);
}

/** Something else in the place of GS: all that is printed around it came as it should. */
function replaced(text: string): Spoilt | undefined {
  const between = text.startsWith(head) && text.endsWith(tail) ? text.slice(head.length, -tail.length) : '';
  return between !== '' && between.length <= 12 ? { findings: [{ kind: 'gs', how: 'replaced' }], aim: false } : undefined;
}

/** A keyboard that is not on our list: as long as the code, and most of it the same. */
function roughly(text: string): Spoilt | undefined {
  for (const ending of ['kept', 'lost', 'cuts'] as const) {
    const wanted = [...(head + endings[ending])];
    const came = [...text];
    if (came.length !== wanted.length) continue;
    const swapped = wanted.flatMap((char, at) => (char === came[at] ? [] : [[char, came[at] ?? ''] as const]));
    if (swapped.length * 2 > wanted.length) continue;
    return { findings: [layoutFinding(likely(swapped), distinct(swapped)), ...gsFinding(ending)], aim: false };
  }
  return undefined;
}

function likely(swapped: readonly (readonly [string, string])[]): Keyboard | 'other' {
  const has = (from: string, to: string): boolean => swapped.some(([a, b]) => a === from && b === to);
  if (has('y', 'z') && has('z', 'y')) return 'qwertz';
  return has('a', 'q') && has('q', 'a') ? 'azerty' : 'other';
}

function layoutFinding(keyboard: Keyboard | 'other', swapped: readonly (readonly [string, string])[]): LayoutFinding {
  return { kind: 'layout', keyboard, swapped };
}

function caseFinding(how: keyof typeof cases): readonly LayoutFinding[] {
  return how === 'same' ? [] : [{ kind: 'case', how }];
}

function gsFinding(ending: keyof typeof endings): readonly LayoutFinding[] {
  return ending === 'kept' ? [] : [{ kind: 'gs', how: ending }];
}

function swappedOn(keyboard: Keyboard): readonly (readonly [string, string])[] {
  return distinct([...head].map((char) => [char, typedOn(keyboard, char)] as const).filter(([from, to]) => from !== to));
}

function distinct(pairs: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return [...new Map(pairs.map((pair) => [pair[0], pair])).values()];
}

function typedOn(keyboard: Keyboard | 'us', text: string): string {
  if (keyboard === 'us') return text;
  return Array.from(text, (char) => keyboards[keyboard].get(char) ?? char).join('');
}

function swapCase(char: string): string {
  const upper = char.toUpperCase();
  if (upper.length > 1) return char; // ß has no capital on a keyboard
  return char === upper ? char.toLowerCase() : upper;
}

function keys(from: string, to: string): ReadonlyMap<string, string> {
  const typed = [...to];
  return new Map([...from].map((char, at) => [char, typed[at] ?? char]));
}
