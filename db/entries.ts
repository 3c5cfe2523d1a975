import { factOfEntry } from '../contract/ports.ts';
import type { RecordedFact } from '../domain/custody/life.ts';
import { openEntry } from '../domain/ledger/entry.ts';

/** The fact in a stored entry. Throws when the bytes are not the entry of that hash: the file was changed from outside. */
export function factOf(hash: string, entry: Uint8Array): RecordedFact {
  const opened = openEntry(new Uint8Array(entry));
  if (opened.kind === 'refused') throw new Error(`entry ${hash} in the store does not open: ${opened.code}`);
  if (opened.entry.hash !== hash) throw new Error(`entry ${hash} in the store is another one: ${opened.entry.hash}`);
  return factOfEntry(opened.entry);
}
