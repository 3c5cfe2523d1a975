import type { Bytes } from '../bytes.ts';
import { readFact } from '../facts/facts.ts';
import type { Entry } from '../ledger/entry.ts';
import { hashText, readHash, sha256 } from '../ledger/hash.ts';
import type { IntroducedKey } from '../ledger/introduced-keys.ts';
import { introducedKeys } from '../ledger/introduced-keys.ts';
import { isSoundPublicKey, keyId } from '../ledger/signing.ts';

/** Why a key counts no more: it gave way to the next one, a new epoch left it out, or an officer took it back. */
export type KeyEnd = 'rotated' | 'replaced' | 'revoked';

/** One use of a key as the log stands. */
export interface KeyStanding {
  /** Whose it is, or which station brought it. */
  readonly station: string;
  readonly publicKey: Bytes;
  readonly use: 'event' | 'transport' | IntroducedKey['use'];
  /** Of an event key: SHA-256 of the one that may follow it. */
  readonly next?: string;
  readonly ended?: KeyEnd;
}

/** An event key that follows another one. */
export interface FollowingKey {
  readonly keyId: string;
  readonly publicKey: Bytes;
  readonly next: string;
}

/** Which keys may sign one event at its place, and which key it ends and begins. */
export type Signers =
  | {
      readonly kind: 'signers';
      readonly keyOf: (keyid: string) => Bytes | undefined;
      /** Keys of people and sessions that the event brings. */
      readonly keys: readonly IntroducedKey[];
      /** The author's key is revoked: whatever is truly signed by it is held back, never logged. */
      readonly byRevoked: boolean;
      readonly rotation?: { readonly from: string; readonly to: FollowingKey };
    }
  | { readonly kind: 'refused'; readonly code: 'bad_signature' | 'bad_event'; readonly detail: string };

/** New events of one chain, asked in order: keys that change inside the run count from there on. */
export interface RunSigners {
  of(entry: Entry): Signers;
}

/**
 * Which keys may sign the new events of a chain, from what the log says of each key. The first signature is by the
 * station's event key that counts now; the others by keys of people, or of sessions of this station, that the log or
 * an event of this very run brings. A co-signer's key that is revoked does not hold the chain up: the event is logged
 * and shown for what it is.
 */
export function runSigners(station: string, known: (keyid: string) => readonly KeyStanding[]): RunSigners {
  const cosigners = new Map<string, Bytes>();
  const rotatedIn = new Map<string, FollowingKey>();
  const rotatedOut = new Set<string>();

  function author(id: string): Pick<KeyStanding, 'publicKey' | 'next' | 'ended'> | undefined {
    if (rotatedOut.has(id)) return undefined;
    const key = known(id).find((each) => each.use === 'event' && each.station === station);
    return key?.ended === 'rotated' || key?.ended === 'replaced' ? undefined : (rotatedIn.get(id) ?? key);
  }

  return {
    of(entry) {
      const [first] = entry.sigs;
      const own = first === undefined ? undefined : author(first.keyid);
      if (first === undefined || own === undefined) return refuse('bad_signature', 'not signed by a key that counts for this station');
      const keys = introducedKeys(entry.event);
      for (const key of keys) cosigners.set(key.keyId, key.publicKey);
      const keyOf = (id: string): Bytes | undefined =>
        id === first.keyid ? own.publicKey : (known(id).find((key) => mayCosign(key, station))?.publicKey ?? cosigners.get(id));
      const byRevoked = own.ended === 'revoked';
      if (entry.event.type !== 'key.rotated') return { kind: 'signers', keyOf, keys, byRevoked };
      const follower = followerOf(entry, own.next, known);
      if (follower.kind === 'refused') return follower;
      const { key } = follower;
      rotatedIn.set(key.keyId, key);
      rotatedOut.add(first.keyid);
      return {
        kind: 'signers',
        keyOf: (id) => (id === key.keyId ? key.publicKey : keyOf(id)),
        keys,
        byRevoked,
        rotation: { from: first.keyid, to: key },
      };
    },
  };
}

type Refusal = Extract<Signers, { kind: 'refused' }>;

/** The key that follows by `key.rotated`: announced by its hash, signing along, and never seen before. */
export function followerOf(
  { event, sigs }: Pick<Entry, 'event' | 'sigs'>,
  announced: string | undefined,
  known: (keyid: string) => readonly KeyStanding[],
): { readonly kind: 'follower'; readonly key: FollowingKey } | Refusal {
  const read = readFact(event.type, event.body);
  if (read.kind !== 'fact' || read.fact.type !== 'key.rotated') return refuse('bad_event', 'a change of key that cannot be read');
  const publicKey = readHash(read.fact.body.key);
  if (publicKey === undefined || !isSoundPublicKey(publicKey)) return refuse('bad_event', 'the new key is none');
  if (hashText(sha256(publicKey)) !== announced) return refuse('bad_event', 'the new key is not the one that was announced');
  const id = keyId(publicKey);
  if (known(id).length > 0) return refuse('bad_event', 'the new key was in use before');
  if (!sigs.some(({ keyid }) => keyid === id)) return refuse('bad_signature', 'the new key has not signed along');
  return { kind: 'follower', key: { keyId: id, publicKey, next: read.fact.body.next } };
}

/** A person's key counts at every station, a session key at its own. */
function mayCosign(key: KeyStanding, station: string): boolean {
  return key.use === 'person' || (key.use === 'session' && key.station === station);
}

function refuse(code: Refusal['code'], detail: string): Refusal {
  return { kind: 'refused', code, detail };
}
