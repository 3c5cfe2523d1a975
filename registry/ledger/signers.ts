import type { Bytes } from '../../domain/bytes.ts';
import { readFact } from '../../domain/facts/facts.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { hashText, readHash, sha256 } from '../../domain/ledger/hash.ts';
import type { IntroducedKey } from '../../domain/ledger/introduced-keys.ts';
import { introducedKeys } from '../../domain/ledger/introduced-keys.ts';
import { isSoundPublicKey, keyId } from '../../domain/ledger/signing.ts';
import type { Statement } from '../sql/port.ts';
import type { LogPlace, StoredKey } from '../store.ts';
import type { NewKey } from './key-rows.ts';
import { authorityMoved, keyCounts, keyRotated } from './key-rows.ts';

/** Which keys may sign one event at its place, and what becomes true with it. */
export type Signers =
  | {
      readonly kind: 'signers';
      readonly keyOf: (keyid: string) => Bytes | undefined;
      /** Keys of people and sessions that the event brings. */
      readonly keys: readonly IntroducedKey[];
      /** The author's key is revoked: whatever is truly signed by it is held back, never logged. */
      readonly byRevoked: boolean;
      readonly also?: (place: LogPlace) => readonly Statement[];
    }
  | { readonly kind: 'refused'; readonly code: 'bad_signature' | 'bad_event'; readonly detail: string };

/** The events of a run, asked in order: keys that change inside the run count from there on. */
export interface RunSigners {
  of(entry: Entry): Signers;
}

/**
 * Pure: which keys may sign the new events of one chain, from what the log says of each key that signed. The first
 * signature is by the station's event key that counts now; the others by keys of people, or of sessions of this
 * station, that the log or an event of this very run brings. A co-signer's key that is revoked does not hold the
 * chain up: the event is logged and shown for what it is.
 */
export function runSigners(stationNo: number, known: ReadonlyMap<string, readonly StoredKey[]>): RunSigners {
  const cosigners = new Map<string, Bytes>();
  const rotatedIn = new Map<string, NewKey>();
  const rotatedOut = new Set<string>();

  function author(id: string): Pick<StoredKey, 'publicKey' | 'next' | 'ended'> | undefined {
    if (rotatedOut.has(id)) return undefined;
    const stored = known.get(id)?.find((key) => key.use === 'event' && key.stationNo === stationNo);
    const key = rotatedIn.get(id) ?? stored;
    return stored?.ended === 'rotated' || stored?.ended === 'replaced' ? undefined : key;
  }

  return {
    of(entry) {
      const [first] = entry.sigs;
      const own = first === undefined ? undefined : author(first.keyid);
      if (first === undefined || own === undefined) return refuse('bad_signature', 'not signed by a key that counts for this station');
      const keys = introducedKeys(entry.event);
      for (const key of keys) cosigners.set(key.keyId, key.publicKey);
      const keyOf = (id: string): Bytes | undefined =>
        id === first.keyid ? own.publicKey : (known.get(id)?.find((key) => mayCosign(key, stationNo))?.publicKey ?? cosigners.get(id));
      const byRevoked = own.ended === 'revoked';
      if (entry.event.type !== 'key.rotated') return { kind: 'signers', keyOf, keys, byRevoked };
      const follower = followerOf(entry, own.next, known);
      if (follower.kind === 'refused') return follower;
      const { key } = follower;
      rotatedIn.set(key.keyId, key);
      rotatedOut.add(first.keyid);
      const { station } = entry.event;
      return {
        kind: 'signers',
        keyOf: (id) => (id === key.keyId ? key.publicKey : keyOf(id)),
        keys,
        byRevoked,
        also: (place) => [keyRotated(station, first.keyid, place), keyCounts(station, key, place), authorityMoved(place)],
      };
    },
  };
}

/** The key that follows by `key.rotated`: announced by its hash, signing along, and never seen before. */
function followerOf(
  { event, sigs }: Entry,
  announced: string | undefined,
  known: ReadonlyMap<string, readonly StoredKey[]>,
): { readonly kind: 'follower'; readonly key: NewKey } | Extract<Signers, { kind: 'refused' }> {
  const read = readFact(event.type, event.body);
  if (read.kind !== 'fact' || read.fact.type !== 'key.rotated') return refuse('bad_event', 'a change of key that cannot be read');
  const publicKey = readHash(read.fact.body.key);
  if (publicKey === undefined || !isSoundPublicKey(publicKey)) return refuse('bad_event', 'the new key is none');
  if (hashText(sha256(publicKey)) !== announced) return refuse('bad_event', 'the new key is not the one that was announced');
  const id = keyId(publicKey);
  if ((known.get(id)?.length ?? 0) > 0) return refuse('bad_event', 'the new key was in use before');
  if (!sigs.some(({ keyid }) => keyid === id)) return refuse('bad_signature', 'the new key has not signed along');
  return { kind: 'follower', key: { keyId: id, publicKey, use: 'event', next: read.fact.body.next } };
}

/** A person's key counts at every station, a session key at its own. */
function mayCosign(key: StoredKey, stationNo: number): boolean {
  return key.use === 'person' || (key.use === 'session' && key.stationNo === stationNo);
}

function refuse(code: 'bad_signature' | 'bad_event', detail: string): Extract<Signers, { kind: 'refused' }> {
  return { kind: 'refused', code, detail };
}
