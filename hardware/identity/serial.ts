/**
 * A serial is what the identity lock hangs on, so a doubtful one is no serial. Bridges and dead firmware give
 * blanks, zeros, counting sequences and debris.
 */
export type SerialDoubt = 'blank' | 'zeros' | 'sequence' | 'not_ascii';

const sequences = ['0123456789ABCDEF', '123456789ABCDEF0', '1234567890', '0123456789'];

/** Why this serial cannot be trusted, or undefined. `raw` are the bytes as the drive sent them, `text` the cleaned serial. */
export function serialDoubt(raw: Uint8Array, text: string): SerialDoubt | undefined {
  // NUL and space pad fields; anything else outside printable ASCII is debris, even though cleaning would hide it.
  if (raw.some((byte) => byte !== 0 && (byte < 0x20 || byte > 0x7e))) return 'not_ascii';
  if (text === '') return 'blank';
  if (/^(.)\1*$/.test(text)) return 'zeros';
  const upper = text.toUpperCase();
  if (sequences.some((sequence) => upper === sequence || (sequence.length >= 16 && upper.startsWith(sequence)))) return 'sequence';
  return undefined;
}

/** Control, invisible and direction-changing characters: what a person would not see, or would see in another order. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** Text from a drive or a file name, safe to show: unseen characters gone, runs of space made one, cut to `length`. */
export function cleanText(text: string, length: number): string {
  return text.toWellFormed().replace(unseen, '').replace(/\s+/g, ' ').trim().slice(0, length).trim();
}
