import { afterTrust, type Authority } from '../../domain/authority/authority.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { fromBase64url } from '../../domain/bytes.ts';
import { readFact } from '../../domain/facts/facts.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { entrySignatureFault } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { introducedKeys } from '../../domain/ledger/introduced-keys.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { isSoundPublicKey, keyId, verifyStrict } from '../../domain/ledger/signing.ts';
import type { StationKey } from '../certificate.ts';
import type { Finding } from './report.ts';
import { altered, incomplete, revoked } from './report.ts';
import { sessionGrantBytes } from '../../domain/ledger/session-grant.ts';

interface Session {
  readonly person: string;
  readonly station: string;
  readonly epoch: number;
  readonly untilMs: number;
  readonly publicKey: Bytes;
  closed: boolean;
}

/** What the log says of keys, by the same fold that the registry asks, and where in it each entry stands. */
export interface LogSays {
  readonly authority: Authority;
  /** Undefined when nothing proves a place; another finding speaks of that. */
  readonly indexOf: (hash: string) => number | undefined;
}

/** Reading a clock and signing are two steps: a signature in the session's last moment may carry a later time. */
const graceMs = 60_000;

/**
 * Replays entries in order and holds every signature against the keys that were in force at that place: the
 * station's own key first, then session keys, each granted by the person's key, each person enrolled before.
 */
export class Signers {
  readonly #verifier: SignatureVerifier;
  readonly #stations = new Map<string, { readonly station: string; readonly publicKey: Bytes }>();
  readonly #sessions = new Map<string, Session>();
  readonly #persons = new Map<string, { keys: Bytes[]; ended: boolean }>();
  readonly #log: LogSays | undefined;
  readonly #used = new Set<string>();

  constructor(input: { readonly verifier: SignatureVerifier; readonly keys: readonly StationKey[]; readonly log?: LogSays | undefined }) {
    this.#verifier = input.verifier;
    this.#log = input.log;
    for (const record of [...(input.log?.authority.keys.values() ?? [])].flat()) {
      if (record.use === 'event' || record.use === 'control') this.#stations.set(record.keyId, record);
    }
    for (const { station, key } of input.keys) {
      const publicKey = readHash(key);
      if (publicKey !== undefined && isSoundPublicKey(publicKey)) this.#stations.set(keyId(publicKey), { station, publicKey });
    }
  }

  /** Is the key of this station one that signed something? Keys that stand in a file for nothing are a change. */
  hasUsed(key: StationKey): boolean {
    const publicKey = readHash(key.key);
    return publicKey !== undefined && this.#used.has(keyId(publicKey));
  }

  /** What is wrong with the signatures of the next entry; undefined when nothing is. */
  next(entry: Entry): Finding | undefined {
    const { event, sigs, hash } = entry;
    const [first, ...others] = sigs;
    const own = first === undefined ? undefined : this.#stations.get(first.keyid);
    if (first === undefined || own === undefined)
      return this.#log === undefined
        ? incomplete('station_key_missing', hash, `The key of station ${event.station} that signed this event is not in the file.`)
        : incomplete('station_not_enrolled', hash, `The registry’s events do not show that this key is one of ${event.station}.`);
    if (own.station !== event.station)
      return altered('wrong_station', hash, `Signed with the key of station ${own.station}, but it says that it is from ${event.station}.`);
    this.#used.add(first.keyid);
    this.#introduce(entry);
    const follower = this.#follower(entry);
    for (const { keyid } of others) {
      if (keyid === follower) this.#used.add(keyid);
      else if (!this.#sessions.has(keyid) && !this.#isPersonKey(keyid))
        return incomplete('session_missing', hash, 'It was signed with a session that is not in the file.');
    }
    const bad = entrySignatureFault(entry, (keyid) => this.#keyOf(keyid), this.#verifier);
    if (bad !== undefined)
      return altered('bad_signature', hash, bad === 0 ? 'The station’s signature does not fit.' : 'A person’s signature does not fit.');
    return this.#grantFault(entry) ?? this.#peopleFault(entry, follower) ?? this.#logFault(entry) ?? this.#follow(entry);
  }

  /** Id of the event key that takes over with this entry. Without the log, the two signatures alone vouch for it. */
  #follower({ event }: Entry): string | undefined {
    if (event.type !== 'key.rotated') return undefined;
    const read = readFact(event.type, event.body);
    const publicKey = read.kind === 'fact' && read.fact.type === 'key.rotated' ? readHash(read.fact.body.key) : undefined;
    if (publicKey === undefined || !isSoundPublicKey(publicKey)) return undefined;
    const id = keyId(publicKey);
    if (!this.#stations.has(id)) this.#stations.set(id, { station: event.station, publicKey });
    return id;
  }

  #keyOf(keyid: string): Bytes | undefined {
    return (
      this.#stations.get(keyid)?.publicKey ?? this.#sessions.get(keyid)?.publicKey ?? this.#personKeys().find((key) => keyId(key) === keyid)
    );
  }

  #personKeys(): readonly Bytes[] {
    return [...this.#persons.values()].flatMap(({ keys }) => keys);
  }

  #isPersonKey(keyid: string): boolean {
    return this.#personKeys().some((key) => keyId(key) === keyid);
  }

  /** Keys count from the very event that brings them, so that their holder can sign along. A bad signature ends the check anyway. */
  #introduce({ event }: Entry): void {
    if (event.type !== 'person.enrolled' && event.type !== 'session.opened') return;
    const read = readFact(event.type, event.body);
    if (read.kind !== 'fact') return;
    if (read.fact.type === 'person.enrolled') this.#enrol(read.fact.body.person, read.fact.body.key);
    if (read.fact.type !== 'session.opened' || event.actor === undefined) return;
    for (const { keyId: id, publicKey, use } of introducedKeys(event)) {
      // A key that is known already keeps its first meaning: a second grant cannot give it to somebody else.
      if (use !== 'session' || this.#sessions.has(id) || this.#stations.has(id)) continue;
      this.#sessions.set(id, {
        person: event.actor,
        station: event.station,
        epoch: event.epoch,
        untilMs: read.fact.body.until_ms,
        publicKey,
        closed: false,
      });
    }
  }

  #enrol(person: string, key: string): void {
    const publicKey = readHash(key);
    if (publicKey === undefined || !isSoundPublicKey(publicKey)) return;
    this.#persons.set(person, { keys: [...(this.#persons.get(person)?.keys ?? []), publicKey], ended: false });
  }

  /** `session.opened` is signed by the session itself and granted by the person's long-lived key. */
  #grantFault({ event, hash, sigs }: Entry): Finding | undefined {
    if (event.type !== 'session.opened') return undefined;
    const read = readFact(event.type, event.body);
    if (read.kind !== 'fact' || read.fact.type !== 'session.opened' || event.actor === undefined)
      return altered('bad_session', hash, 'A session was opened in a form that does not count.');
    const { session_key: sessionKey, until_ms: untilMs, key_sig: grantText } = read.fact.body;
    const person = this.#persons.get(event.actor);
    if (person === undefined) return incomplete('enrolment_missing', hash, `The enrolment of ${event.actor} is not in the file.`);
    if (person.ended) return revoked('person_ended', hash, `${event.actor} could not sign in any more when this session was opened.`);
    const grant = sessionGrantBytes({ station: event.station, epoch: event.epoch, person: event.actor, sessionKey, untilMs });
    const signature = fromBase64url(grantText);
    const granted = signature !== undefined && person.keys.some((key) => verifyStrict(this.#verifier, key, grant, signature));
    const publicKey = readHash(sessionKey);
    const own = publicKey !== undefined && sigs.some(({ keyid }) => keyid === keyId(publicKey));
    if (!granted || !own) return altered('forged_session', hash, `The session was not granted by the key of ${event.actor}.`);
    return undefined;
  }

  /** Actor and witness sign with their own open sessions, and nobody else signs. */
  #peopleFault({ event, hash, sigs }: Entry, follower: string | undefined): Finding | undefined {
    const signed = new Set<string>();
    for (const { keyid } of sigs.slice(1)) {
      if (keyid === follower) continue;
      const session = this.#sessions.get(keyid);
      const person = session?.person ?? [...this.#persons].find(([, { keys }]) => keys.some((key) => keyId(key) === keyid))?.[0];
      if (person === undefined || (person !== event.actor && person !== event.witness && event.type !== 'person.enrolled')) {
        return altered('stray_signature', hash, 'Somebody signed who has no part in this event.');
      }
      if (session !== undefined) {
        if (session.station !== event.station || session.epoch !== event.epoch)
          return altered('wrong_session', hash, 'The session belongs to another station.');
        // Ending a session is the one thing that is still signed with it after its holder was sent away.
        const isOver = session.closed || (this.#persons.get(person)?.ended === true && event.type !== 'session.closed');
        if (isOver) return revoked('session_over', hash, `The session of ${person} was closed before this event.`);
        if (Date.parse(event.time.wall) > session.untilMs + graceMs)
          return revoked('session_over', hash, `The session of ${person} had run out before this event.`);
      }
      signed.add(person);
    }
    for (const person of [event.actor, event.witness]) {
      if (person !== undefined && !signed.has(person)) return altered('not_signed', hash, `${person} is named but did not sign.`);
    }
    return undefined;
  }

  /** Did the author's key count at this place of the log, and is every key that signed believed there by what is known now? */
  #logFault(entry: Entry): Finding | undefined {
    const { event, sigs, hash } = entry;
    const at = this.#log?.indexOf(hash);
    if (this.#log === undefined || at === undefined) return undefined;
    const { authority } = this.#log;
    const [author] = sigs;
    const record = authority.keys
      .get(author?.keyid ?? '')
      ?.find(({ use, station }) => (use === 'event' || use === 'control') && station === event.station);
    if (record === undefined)
      return incomplete('station_not_enrolled', hash, `The registry’s events do not show that this key is one of ${event.station}.`);
    if (at < record.from) return altered('key_not_yet', hash, 'It stands in the log before the key that signed it counted.');
    if (record.ended !== undefined && at > record.ended.at)
      return altered('key_over', hash, `The key that signed it had given way to another one (${record.ended.how}).`);
    const [untrusted] = afterTrust(authority, { at, entry });
    if (untrusted === undefined || authority.quarantine.get(hash)?.kind === 'admitted') return undefined;
    return revoked('key_revoked', hash, `The key ${untrusted} was taken back: what it signed here does not count.`);
  }

  /** Takes in what the entry changes for those that follow. */
  #follow({ event }: Entry): undefined {
    if (event.type !== 'person.ended' && event.type !== 'session.closed') return undefined;
    const read = readFact(event.type, event.body);
    if (read.kind !== 'fact') return undefined;
    const { fact } = read;
    switch (fact.type) {
      case 'person.ended': {
        const known = this.#persons.get(fact.body.person);
        if (known !== undefined) known.ended = true;
        return undefined;
      }
      case 'session.closed': {
        const publicKey = readHash(fact.body.session_key);
        const session = publicKey === undefined ? undefined : this.#sessions.get(keyId(publicKey));
        if (session !== undefined) session.closed = true;
        return undefined;
      }
      default:
        return undefined;
    }
  }
}
