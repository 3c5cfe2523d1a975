import type { Bytes } from '../../domain/bytes.ts';
import { runSigners, type Signers } from '../../domain/authority/signers.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { entrySignatureFault, type EntryToVerify, firstSignatureFaultAside } from '../../domain/ledger/entry.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { CheckedEntry, LogPlace, RegistryStore, StoredKey } from '../store.ts';
import { authorityMoved, keyCounts, keyRotated } from './key-rows.ts';
import type { PushRefusal, ReadLine, ReadLines } from './read-push.ts';
import { refuse } from './read-push.ts';
import { keepRecovered, keyBrought, keysToldAgain, readRecovered, valuesKnown } from './recovered.ts';

export type CheckedPush =
  | { readonly kind: 'checked'; readonly entries: readonly CheckedEntry[] }
  /** From `index` on everything is signed by a key that was revoked. */
  | { readonly kind: 'revoked'; readonly index: number; readonly arrivals: readonly ReadLine[] };

/** An event whose signatures are still to be verified: those of a push go to the threads together. */
interface Waiting extends EntryToVerify {
  readonly index: number;
}

/**
 * Signatures by keys that count at each event's place in the log (`runSigners`). Events that are in the log already
 * with the same hash need no second look. Of several faults the first in the chain is told.
 */
export async function checkSignatures(
  { store, verifier }: { readonly store: RegistryStore; readonly verifier: SignatureVerifier },
  station: string,
  { known: skipped, lines }: ReadLines,
  stored: readonly string[],
): Promise<CheckedPush | PushRefusal> {
  const isStored = (index: number, entry: Entry): boolean => stored[index] === entry.hash;
  const needed = new Set(lines.flatMap((line, at) => (isStored(skipped + at, line.entry) ? [] : keysToKnow(line))));
  const known = await store.keys([...needed]);
  const run = runSigners(station, (id) => known.get(id) ?? []);
  const entries: CheckedEntry[] = [];
  const waiting: Waiting[] = [];
  let revokedFrom: number | undefined;
  const again = new Map<string, number>();
  const keyOf = oldKeys(store, station, known);
  for (const [at, { entry, sealed, recovered }] of lines.entries()) {
    const index = skipped + at;
    if (isStored(index, entry)) {
      entries.push({ entry, keys: [], sealed });
      continue;
    }
    const signers = run.of(entry);
    if (signers.kind === 'refused') return (await firstFault(waiting, verifier)) ?? refuse(signers.code, signers.detail, index);
    waiting.push({ index, entry, keyOf: signers.keyOf });
    if (signers.byRevoked) revokedFrom ??= index;
    const told = await toldAgain(entry, recovered, keyOf, verifier);
    if (typeof told === 'string') return (await firstFault(waiting, verifier)) ?? refuse('bad_event', told, index);
    const also = told === undefined ? rotates(station, signers) : (place: LogPlace) => [keepRecovered(entry.event.station, told, place)];
    if (told !== undefined) keyOf.learn(told);
    // Told twice in one push: the first telling brings the values.
    const isRepeated = told !== undefined && again.has(told.hash);
    if (told !== undefined && !isRepeated) again.set(told.hash, entries.length);
    entries.push({ entry, keys: signers.keys, sealed: isRepeated ? [] : sealed, ...(also === undefined ? {} : { also }) });
  }
  const fault = await firstFault(waiting, verifier);
  if (fault !== undefined) return fault;
  if (revokedFrom !== undefined) return { kind: 'revoked', index: revokedFrom, arrivals: lines.slice(revokedFrom - skipped) };
  const before = await valuesKnown(store, [...again.keys()]);
  const bringNothing = new Set([...again].flatMap(([hash, at]) => (before.has(hash) ? [at] : [])));
  const brought = entries.map((each, at) => (bringNothing.has(at) ? { ...each, sealed: [] } : each));
  return { kind: 'checked', entries: brought };
}

async function firstFault(waiting: readonly Waiting[], verifier: SignatureVerifier): Promise<PushRefusal | undefined> {
  const fault = await firstSignatureFaultAside(waiting, verifier);
  if (fault === undefined) return undefined;
  return refuse('bad_signature', `signature ${fault.signature} is wrong, or its key is not known here`, waiting[fault.at]?.index);
}

/** What a change of the station's key makes true. */
function rotates(station: string, { rotation }: Extract<Signers, { kind: 'signers' }>): CheckedEntry['also'] {
  if (rotation === undefined) return undefined;
  const { from, to } = rotation;
  return (place) => [keyRotated(station, from, place), keyCounts(station, { ...to, use: 'event' }, place), authorityMoved(place)];
}

/** Ids of all keys that may have a say about a line. */
function keysToKnow({ entry, recovered }: ReadLine): readonly string[] {
  const own = entry.sigs.map(({ keyid }) => keyid);
  if (entry.event.type !== 'event.recovered') return own;
  const read = readRecovered(entry, recovered);
  return read.kind === 'recovered' ? [...own, ...read.told.sigs.slice(0, 1).map(({ keyid }) => keyid)] : own;
}

/** Event keys that a station had at some time. */
interface OldKeys {
  /** By the key's id; undefined for one that it never had. */
  (id: string): Promise<Bytes | undefined>;
  /** A rotation that is told again brings a key, too: one by which the station signed while nobody heard it. */
  learn(told: Entry): void;
}

function oldKeys(store: Pick<RegistryStore, 'sql'>, station: string, known: ReadonlyMap<string, readonly StoredKey[]>): OldKeys {
  const told = new Map<string, Bytes>();
  let before: ReadonlyMap<string, Bytes> | undefined;
  const keyOf = async (id: string): Promise<Bytes | undefined> => {
    const own = known.get(id)?.find((key) => key.use === 'event' && key.station === station)?.publicKey ?? told.get(id);
    if (own !== undefined) return own;
    before ??= await keysToldAgain(store, station);
    return before.get(id);
  };
  return Object.assign(keyOf, {
    learn(entry: Entry) {
      const key = keyBrought(entry);
      if (key !== undefined) told.set(key.id, key.publicKey);
    },
  });
}

/**
 * The entry that an `event.recovered` tells again, undefined for any other event, or what is wrong. It was signed by
 * an event key that this station had at some time: whether that one still counts is no matter, for the event that
 * tells it again answers for it.
 */
async function toldAgain(entry: Entry, sent: unknown, keyOf: OldKeys, verifier: SignatureVerifier): Promise<Entry | string | undefined> {
  if (entry.event.type !== 'event.recovered') return sent === undefined ? undefined : 'an entry came along that nothing asks for';
  const read = readRecovered(entry, sent);
  if (read.kind === 'refused') return read.detail;
  const { told } = read;
  const [author] = told.sigs;
  const key = author === undefined ? undefined : await keyOf(author.keyid);
  if (author === undefined || key === undefined) return 'what is told again was not signed by this station';
  const fault = entrySignatureFault({ ...told, sigs: [author] }, () => key, verifier);
  return fault === undefined ? told : 'the signature of what is told again is wrong';
}
