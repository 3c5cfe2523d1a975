import { readAim } from './aim.ts';

/** What a scan is worth as the PSID of a drive that waits for one. */
export type PsidReading =
  | { readonly kind: 'psid'; readonly psid: string }
  /** Meant as one, but not of 32 letters and digits. */
  | { readonly kind: 'not_whole' }
  /** Typed with the letter O, which is mostly a zero that was misread: a drive counts wrong PSIDs, so nobody tries. */
  | { readonly kind: 'letter_o' };

const psidLength = 32;

/**
 * Reads a PSID out of a scan: named on the label, or 32 letters and digits by themselves, as printed or in groups with
 * dashes. Undefined for what is no PSID. It opens the drive to whoever has it: the answer is never shown, logged or kept in a file.
 *
 * @param typed by hand, where O and 0 are easily taken for each other; a scanner does not
 */
export function readPsid(scan: string, typed: boolean): PsidReading | undefined {
  const text = readAim(scan).text.trim().toUpperCase();
  const meant = wholeIn(text) ?? namedIn(text) ?? nearlyIn(text);
  if (meant === undefined) return undefined;
  if (meant.length !== psidLength) return { kind: 'not_whole' };
  return typed && meant.includes('O') ? { kind: 'letter_o' } : { kind: 'psid', psid: meant };
}

/** 32 letters and digits by themselves; 32 hex digits are the name of an NVMe drive. */
function wholeIn(text: string): string | undefined {
  const runs = text.split(/[^A-Z0-9-]+/).map((run) => run.replace(/-/g, ''));
  return runs.find((run) => run.length === psidLength && !isHex(run));
}

function namedIn(text: string): string | undefined {
  return /(?<![A-Z0-9])PSID\s*[:#=]?\s*([A-Z0-9][A-Z0-9 -]*)/.exec(text)?.[1]?.replace(/[ -]/g, '');
}

/** A scan that is nothing else and almost as long as one. */
function nearlyIn(text: string): string | undefined {
  const all = text.replace(/[ -]/g, '');
  return /^[A-Z0-9]{30,34}$/.test(all) && !isHex(all) ? all : undefined;
}

function isHex(text: string): boolean {
  return /^[0-9A-F]+$/.test(text);
}
