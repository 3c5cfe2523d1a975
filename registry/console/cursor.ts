import { fromBase64url, fromUtf8, toBase64url, utf8 } from '../../domain/bytes.ts';
import { ConsoleRefusal } from '../people/refusal.ts';

/** Where a page ended, as text that the asker hands back. It holds keys only; what may be shown is decided anew. */
export function cursorOf(key: readonly (string | number)[]): string {
  return toBase64url(utf8(JSON.stringify(key)));
}

/** @throws ConsoleRefusal when it is none of ours */
export function readCursor(text: string, kinds: readonly ('string' | 'number')[]): readonly (string | number)[] {
  try {
    const key: unknown = JSON.parse(fromUtf8(fromBase64url(text) ?? new Uint8Array()) ?? '');
    if (Array.isArray(key) && key.length === kinds.length && key.every((part, i) => typeof part === kinds[i]))
      return key as readonly (string | number)[]; // each part was just looked at
  } catch {
    // Falls through to the refusal.
  }
  throw new ConsoleRefusal('malformed', 'this is not where a page ended');
}

export const pageSize = 50;

/** Cuts one row more than was asked for into a page. */
export function cut<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => readonly (string | number)[]) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, ...(rows.length > limit && last !== undefined ? { next: cursorOf(keyOf(last)) } : {}) };
}
