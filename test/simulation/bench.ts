import { toBase64url } from '../../domain/bytes.ts';
import { driveId, technicianId } from '../../domain/ledger/ids.ts';
import type { PersonId } from '../../domain/people/roles.ts';
import type { Draft } from '../../station/record/draft.ts';
import type { Recorder } from '../../station/record/recorder.ts';
import type { Sessions } from '../../station/record/sessions.ts';
import type { Surroundings } from './station-host.ts';

/** Drives of a story: few, so that stations claim the same ones. */
const drives = 4;

/** The people at one station and the facts they bring. */
export class Bench {
  readonly #parts: Surroundings;
  readonly #name: string;
  #people = 0;
  #texts = 0;

  constructor(parts: Surroundings, name: string) {
    this.#parts = parts;
    this.#name = name;
  }

  /** Somebody with an open session, who was enrolled here if need be. */
  person(at: { readonly sessions: Sessions; readonly recorder: Recorder; readonly untilMs: number; readonly start: number }): PersonId {
    const { world, keys, crowd } = this.#parts;
    const { random } = world;
    const { sessions, recorder, untilMs } = at;
    const before = this.#id();
    if (sessions.of(before) !== undefined && random.chance(0.9)) return before;
    const next = random.chance(0.3) || this.#people === 0;
    if (next) this.#people += 1;
    const person = this.#id();
    const own = keys.signer(`${this.#name} person ${this.#people}`);
    const session = keys.signer(`${this.#name} session ${at.start} ${random.below(1000)}`);
    sessions.open({ person, signer: own, untilMs });
    if (next) {
      const body = { person, roles: ['technician'], key: toBase64url(own.publicKey) };
      recorder.record([{ type: 'person.enrolled', body, actor: person, sealed: { name: this.#text('Person') } }]);
      crowd.push(person);
    }
    sessions.open({ person, signer: session, untilMs });
    const key_sig = toBase64url(own.sign(Uint8Array.of(1)));
    const body = { session_key: toBase64url(session.publicKey), until_ms: untilMs, method: 'badge_pin', key_sig };
    recorder.record([{ type: 'session.opened', body, actor: person }]);
    return person;
  }

  /** Something that happened at the bench, by this person. */
  fact(person: string): Draft {
    const { random } = this.#parts.world;
    const serial = `SIM${random.below(drives)}`;
    const subject = driveId({ kind: 'ms', model: 'SIM', serial });
    const other = random.pick(this.#parts.crowd);
    const about = { subject, actor: person };
    if (random.chance(0.04)) return { type: 'drive.destroyed', ...about, body: { technique: 'shred', place: 'Yard' } };
    switch (random.below(7)) {
      case 0:
        return { type: 'station.heartbeat', body: { version: '0.1.0' } };
      case 1:
        return { type: 'custody.moved', ...about, body: { holder: person, place: `Shelf ${random.below(9)}` } };
      case 2:
        return { type: 'custody.offered', ...about, body: { from: person, to: other } };
      case 3:
        return { type: 'custody.received', ...about, body: { from: other, holder: person, place: 'Bench 2' } };
      default:
        return {
          type: 'custody.claimed',
          ...about,
          body: {
            holder: person,
            place: 'Bench 1',
            reason: 'failed',
            data_class: 'confidential',
            destination: 'destruction',
            serial,
            label: { serial },
          },
          sealed: random.chance(0.5) ? { host: this.#text('db'), note: this.#text('as found'), owner: this.#text('Owner') } : {},
        };
    }
  }

  #id(): PersonId {
    return technicianId(Uint8Array.from(Buffer.from(`${this.#name}#${this.#people}`.padEnd(16, '.').slice(0, 16)))) as PersonId; // made as such
  }

  /** A text that stands nowhere else, so that what is erased can be looked for. */
  #text(what: string): string {
    return `${what} ~${this.#name}.${++this.#texts}~`;
  }
}
