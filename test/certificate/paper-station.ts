import { toBase64url } from '../../domain/bytes.ts';
import type { FactType } from '../../domain/facts/facts.ts';
import { readFact, sealedFields } from '../../domain/facts/facts.ts';
import { eventTimeOf } from '../../domain/ledger/clock.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { KeptSigner } from '../../keys/ed25519.ts';
import { sessionGrantBytes } from '../../domain/ledger/session-grant.ts';
import { enrolmentOf, key, registryName, startMs } from './paper-control.ts';

export interface Step {
  readonly type: FactType;
  readonly body: Readonly<Record<string, unknown>>;
  readonly subject?: string;
  readonly actor?: string;
  readonly witness?: string;
  readonly sealed?: Readonly<Record<string, Json>>;
  /** Signs in place of the actor's session: for forgeries. */
  readonly signAs?: KeptSigner;
  /** Signs along: the key that takes over. */
  readonly along?: KeptSigner;
}

/** A station that writes real, signed, chained entries: as much of one as a certificate needs. */
export class PaperStation {
  readonly id: string;
  /** The newest of its event keys. */
  signer: KeptSigner;
  /** Public event keys, oldest first. */
  readonly keys: Uint8Array[];
  readonly entries: Entry[] = [];
  readonly opened: Record<string, Record<string, { salt: string; value: Json }>> = {};
  readonly #sessions = new Map<string, KeptSigner>();
  #nowMs = startMs;

  constructor(name = 'bench-3') {
    this.signer = key(`station ${name}`);
    this.keys = [this.signer.publicKey];
    this.id = `st_${[...sha256(this.signer.publicKey).subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  }

  /** Goes on with the key that it announced; the old one and the new one sign for the change. */
  rotate(name = `next of ${this.id}`): void {
    const next = key(name);
    this.write({
      type: 'key.rotated',
      body: { key: toBase64url(next.publicKey), next: hashText(sha256(key('after next').publicKey)) },
      along: next,
    });
    this.signer = next;
    this.keys.push(next.publicKey);
  }

  wait(ms: number): this {
    this.#nowMs += ms;
    return this;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  write(step: Step): Entry {
    this.#nowMs += 1_000;
    const before = this.entries.at(-1);
    const people = [...new Set([step.actor, step.witness].filter((each) => each !== undefined))];
    const signers = people
      .map((person) => (person === step.actor ? step.signAs : undefined) ?? this.#sessions.get(person))
      .filter((signer) => signer !== undefined);
    const values = Object.entries(step.sealed ?? {}).map(([field, value]) => ({
      field,
      value,
      salt: sha256(new TextEncoder().encode(`${this.entries.length} ${field}`)),
    }));
    const event: Event = {
      v: 1,
      reg: registryName,
      station: this.id,
      epoch: 1,
      seq: this.entries.length + 1,
      prev: before?.hash ?? enrolmentOf(this.id, this.keys[0] ?? this.signer.publicKey),
      type: step.type,
      ...(step.subject === undefined ? {} : { subject: step.subject }),
      deps: [],
      time: eventTimeOf({
        wallMs: this.#nowMs,
        hybrid: { ms: this.#nowMs, counter: 0 },
        boot: 'b1',
        monoMs: this.#nowMs - startMs,
        offset: undefined,
      }),
      seen: nothingSeen,
      ...(step.actor === undefined ? {} : { actor: step.actor }),
      ...(step.witness === undefined ? {} : { witness: step.witness }),
      body: step.body,
      ...(values.length === 0
        ? {}
        : { sealed: Object.fromEntries(values.map(({ field, salt, value }) => [field, commitment(field, salt, value)])) }),
    };
    const read = readFact(step.type, step.body);
    if (read.kind !== 'fact') throw new Error(`the kit wrote a bad ${step.type}: ${read.kind === 'bad_body' ? read.detail : read.kind}`);
    for (const { field } of values) {
      const allowed: readonly string[] = Object.entries(sealedFields).find(([type]) => type === step.type)?.[1] ?? [];
      if (!allowed.includes(field)) throw new Error(`${step.type} has no sealed field ${field}`);
    }
    const entry = sealEvent({ event, signers: [this.signer, ...signers, ...(step.along === undefined ? [] : [step.along])] });
    this.entries.push(entry);
    if (values.length > 0)
      this.opened[entry.hash] = Object.fromEntries(values.map(({ field, salt, value }) => [field, { salt: toBase64url(salt), value }]));
    return entry;
  }

  enrol(person: string, name: string, roles: readonly string[], by?: string): void {
    this.write({
      type: 'person.enrolled',
      body: { person, roles, key: toBase64url(key(person).publicKey) },
      sealed: { name, badge: `digest of ${name}` },
      ...(by === undefined ? {} : { actor: by }),
    });
  }

  signIn(person: string, forged?: { readonly grantBy?: KeptSigner }): KeptSigner {
    const session = key(`session ${person} ${this.entries.length}`);
    const untilMs = this.#nowMs + 12 * 3_600_000;
    const sessionKey = toBase64url(session.publicKey);
    const grant = (forged?.grantBy ?? key(person)).sign(sessionGrantBytes({ station: this.id, epoch: 1, person, sessionKey, untilMs }));
    this.#sessions.set(person, session);
    this.write({
      type: 'session.opened',
      actor: person,
      body: { session_key: sessionKey, until_ms: untilMs, method: 'badge_pin', key_sig: toBase64url(grant) },
    });
    return session;
  }
}
