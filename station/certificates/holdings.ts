import type { KeyStore, StationStore, StoredFact } from '../../contract/ports.ts';
import { factOfEntry } from '../../contract/ports.ts';
import type { Receipts } from '../../certificate/certificate.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import { introducedKeys } from '../../domain/ledger/introduced-keys.ts';
import { maxSessionMs } from '../../domain/ledger/session-grant.ts';

/** What a station holds that its papers are made from: entries in the order of the log, keys, receipts. */

export interface KeyNeeds {
  readonly store: StationStore;
  readonly keys: Pick<KeyStore, 'event'>;
  readonly authority?: (() => Authority | undefined) | undefined;
}

/** These facts, everything that makes the signatures on them known, and the newest words about the station, in the order of the log. */
export function candidatesOf(store: StationStore, about: readonly StoredFact[]): readonly Entry[] {
  const always = Number.MAX_SAFE_INTEGER;
  const enrolments = [...store.shelf.ofType('person.enrolled', 0, always), ...store.shelf.ofType('person.ended', 0, always)];
  const sinceMs = about.reduce((since, { fact }) => Math.min(since, Date.parse(fact.wall) - maxSessionMs), about.length === 0 ? 0 : always);
  const candidates = new Map<string, StoredFact>();
  const add = (facts: readonly StoredFact[]): void => {
    for (const stored of facts) candidates.set(stored.fact.hash, stored);
  };
  add(about);
  add(enrolments);
  add(store.shelf.ofType('session.opened', sinceMs, always));
  // Whoever enrolled somebody did so in a session of that day, which may lie long before this drive came.
  for (const { fact } of enrolments) add(store.shelf.ofType('session.opened', Date.parse(fact.wall) - maxSessionMs, Date.parse(fact.wall)));
  for (const type of ['station.named', 'station.heartbeat', 'policy.adopted'] as const) {
    const newest = store.shelf.newestOf(type);
    if (newest !== undefined) add([newest]);
  }
  const station = stationOf(store);
  // Others signed with keys that their own stations brought into the log.
  if (about.some(({ fact }) => fact.station !== station)) add(broughtElsewhere(store));
  return inLogOrder([...candidates.values()]).map(entryOf);
}

/** Entries of other stations that enrolled people and opened sessions. */
function broughtElsewhere(store: StationStore): readonly StoredFact[] {
  return [...store.pull.authority()].flatMap(({ index, entry }) => {
    const opened = openEntry(entry);
    if (opened.kind === 'refused' || introducedKeys(opened.entry.event).length === 0) return [];
    return [{ fact: factOfEntry(opened.entry), entry, opened: [], safety: 'logged', logIndex: index } as const];
  });
}

/** In the order of the log. What has no place there yet, and what its own chain tells to lie between, keeps the chain's order. */
function inLogOrder(facts: readonly StoredFact[]): readonly StoredFact[] {
  const inChain = facts.toSorted((a, b) => a.fact.epoch - b.fact.epoch || a.fact.seq - b.fact.seq);
  const newest = new Map<string, number>();
  const placed = inChain.map((stored) => {
    const { station } = stored.fact;
    const at = Math.max(newest.get(station) ?? -1, stored.logIndex ?? (stored.safety === 'here' ? Number.MAX_SAFE_INTEGER : -1));
    newest.set(station, at);
    return { stored, at };
  });
  return placed.toSorted((a, b) => a.at - b.at).map(({ stored }) => stored);
}

/** The event key behind each first signature: of this station, of others, and those that were changed since. */
export function stationKeysOf({ store, keys, authority }: KeyNeeds, entries: readonly Entry[]) {
  const found = new Map<string, { readonly station: string; readonly key: string }>();
  for (const { event, sigs } of entries) {
    const id = sigs[0]?.keyid ?? '';
    const known = authority?.()
      ?.keys.get(id)
      ?.find(({ use, station }) => use === 'event' && station === event.station)?.publicKey;
    const key = id === keys.event.keyId ? keys.event.publicKey : known;
    if (key !== undefined) found.set(id, { station: event.station, key: toBase64url(key) });
  }
  return found.size === 0 ? [{ station: stationOf(store), key: toBase64url(keys.event.publicKey) }] : [...found.values()];
}

export function storedFact(store: StationStore, hash: string): StoredFact {
  const stored = store.shelf.byHash(hash);
  if (stored === undefined) throw new Error(`a certificate of this station rests on ${hash}, which is not on this disk any more`);
  return stored;
}

/** A stored fact's entry. Throws when it is not as this station wrote it. */
export function entryOf(stored: StoredFact): Entry {
  const opened = openEntry(stored.entry);
  // What this station wrote itself and cannot read back was altered on its disk.
  if (opened.kind === 'refused') throw new Error(`an entry on this disk is not as it was written: ${opened.detail}`);
  return opened.entry;
}

/** The receipts that are here by now for these events. */
export function receiptsFor(store: StationStore, hashes: readonly string[]): Receipts | undefined {
  const pins = store.sync.state().pins;
  const checkpoint = store.sync.checkpoint();
  if (pins === undefined || checkpoint === undefined) return undefined;
  const proofs: Record<string, string> = {};
  for (const hash of hashes) {
    const proof = store.sync.proof(hash);
    if (proof !== undefined) proofs[hash] = proof;
  }
  return { log: pins.logKey, checkpoint: checkpoint.note, proofs };
}

/** Throws for a station that has no chain. */
export function stationOf(store: StationStore): string {
  const chain = store.facts.chain();
  if (chain === undefined) throw new Error('a station without a chain issues no certificates');
  return chain.identity.station;
}
