import type { RecordedFact } from '../contract/ports.ts';
import { factOf } from './entries.ts';

/** The newest facts are shown again after every change: more than a window shows, and a few MB at most. */
const kept = 512;

/**
 * `factOf` that opens the same bytes once: checking the form of an entry and its hash costs more than all else about
 * reading it. The bytes are held against those that were opened, so a file that was changed from outside is found as
 * before. The same fact may be given out more than once: readers leave it as it is.
 */
export function openOnce(): (hash: string, entry: Buffer) => RecordedFact {
  const known = new Map<string, { readonly entry: Buffer; readonly fact: RecordedFact }>();
  return (hash, entry) => {
    const before = known.get(hash);
    if (before?.entry.equals(entry) === true) return before.fact;
    const fact = factOf(hash, entry);
    const [oldest] = known.keys();
    if (known.size >= kept && oldest !== undefined) known.delete(oldest);
    known.set(hash, { entry, fact });
    return fact;
  };
}
