import { certificateText, bodyHash } from '../../certificate/file.ts';
import type { CertificateBody, OpenedValues, Receipts } from '../../certificate/certificate.ts';
import { compose, policyForPaper } from '../../certificate/compose.ts';
import { neededEntries } from '../../certificate/needed.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { FactType } from '../../domain/facts/facts.ts';
import { readFact, sealedFields } from '../../domain/facts/facts.ts';
import { signCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { eventTimeOf } from '../../domain/ledger/clock.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { leafHash, sealEvent } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import { driveId } from '../../domain/ledger/ids.ts';
import { formatVkey, noteKey } from '../../domain/ledger/note.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { formatLogProof } from '../../domain/ledger/tlog-proof.ts';
import { appendLeaf, emptyTree, inclusionProof, rootOf } from '../../domain/ledger/tree.ts';
import { nist80088r2 } from '../../domain/policy/policies/nist-800-88r2.ts';
import { policyRefOf } from '../../domain/policy/policy.ts';
import { signerFromSeed } from '../../keys/ed25519.ts';
import type { KeptSigner } from '../../keys/ed25519.ts';
import { sessionGrantBytes } from '../../station/people/session-grant.ts';

export const registryName = 'custody.example/acme';
export const startMs = Date.UTC(2026, 10, 22, 8, 0, 0);
export const seed = toBase64url(new Uint8Array(32).fill(9));
export const seedHash = hashText(sha256(new Uint8Array(32).fill(9)));
export const policy = nist80088r2;

/** A key that is the same in every run. */
export function key(name: string): KeptSigner {
  return signerFromSeed(sha256(new TextEncoder().encode(`custos test key ${name}`)));
}

export interface Step {
  readonly type: FactType;
  readonly body: Readonly<Record<string, unknown>>;
  readonly subject?: string;
  readonly actor?: string;
  readonly witness?: string;
  readonly sealed?: Readonly<Record<string, Json>>;
  /** Signs in place of the actor's session: for forgeries. */
  readonly signAs?: KeptSigner;
}

/** A station that writes real, signed, chained entries: as much of one as a certificate needs. */
export class PaperStation {
  readonly id: string;
  readonly signer: KeptSigner;
  readonly entries: Entry[] = [];
  readonly opened: Record<string, Record<string, { salt: string; value: Json }>> = {};
  readonly #sessions = new Map<string, KeptSigner>();
  #nowMs = startMs;

  constructor(name = 'bench-3') {
    this.signer = key(`station ${name}`);
    this.id = `st_${[...sha256(this.signer.publicKey).subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
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
    const signers = people.map((person) => (person === step.actor ? step.signAs : undefined) ?? this.#sessions.get(person)).filter((signer) => signer !== undefined);
    const values = Object.entries(step.sealed ?? {}).map(([field, value]) => ({ field, value, salt: sha256(new TextEncoder().encode(`${this.entries.length} ${field}`)) }));
    const event: Event = {
      v: 1,
      reg: registryName,
      station: this.id,
      epoch: 1,
      seq: this.entries.length + 1,
      prev: before?.hash ?? hashText(sha256(new TextEncoder().encode(this.id))),
      type: step.type,
      ...(step.subject === undefined ? {} : { subject: step.subject }),
      deps: [],
      time: eventTimeOf({ wallMs: this.#nowMs, hybrid: { ms: this.#nowMs, counter: 0 }, boot: 'b1', monoMs: this.#nowMs - startMs, offset: undefined }),
      seen: nothingSeen,
      ...(step.actor === undefined ? {} : { actor: step.actor }),
      ...(step.witness === undefined ? {} : { witness: step.witness }),
      body: step.body,
      ...(values.length === 0 ? {} : { sealed: Object.fromEntries(values.map(({ field, salt, value }) => [field, commitment(field, salt, value)])) }),
    };
    const read = readFact(step.type, step.body);
    if (read.kind !== 'fact') throw new Error(`the kit wrote a bad ${step.type}: ${read.kind === 'bad_body' ? read.detail : read.kind}`);
    for (const { field } of values) {
      const allowed: readonly string[] = Object.entries(sealedFields).find(([type]) => type === step.type)?.[1] ?? [];
      if (!allowed.includes(field)) throw new Error(`${step.type} has no sealed field ${field}`);
    }
    const entry = sealEvent({ event, signers: [this.signer, ...signers] });
    this.entries.push(entry);
    if (values.length > 0) this.opened[entry.hash] = Object.fromEntries(values.map(({ field, salt, value }) => [field, { salt: toBase64url(salt), value }]));
    return entry;
  }

  enrol(person: string, name: string, roles: readonly string[], by?: string): void {
    this.write({ type: 'person.enrolled', body: { person, roles, key: toBase64url(key(person).publicKey) }, sealed: { name, badge: `digest of ${name}` }, ...(by === undefined ? {} : { actor: by }) });
  }

  signIn(person: string, forged?: { readonly grantBy?: KeptSigner }): KeptSigner {
    const session = key(`session ${person} ${this.entries.length}`);
    const untilMs = this.#nowMs + 12 * 3_600_000;
    const sessionKey = toBase64url(session.publicKey);
    const grant = (forged?.grantBy ?? key(person)).sign(sessionGrantBytes({ station: this.id, epoch: 1, person, sessionKey, untilMs }));
    this.#sessions.set(person, session);
    this.write({ type: 'session.opened', actor: person, body: { session_key: sessionKey, until_ms: untilMs, method: 'badge_pin', key_sig: toBase64url(grant) } });
    return session;
  }
}

export const boss = `tc_${'b'.repeat(32)}`;
export const tech = `tc_${'1'.repeat(32)}`;
export const keeper = `tc_${'2'.repeat(32)}`;
export const judge = `tc_${'3'.repeat(32)}`;
export const wwn = '5000c500a1b2c3d4';
export const subject = driveId({ kind: 'wwn', value: wwn });
export const serial = 'ZA17S7HH';
export const job = `j1_${'7'.repeat(20)}`;
export const certificateName = `cert_${'5'.repeat(20)}`;

export const identity = {
  interface: 'ata',
  media: 'ata_hdd',
  model: 'ST8000NM0055-1RM112',
  serial,
  firmware: 'SN05',
  wwn,
  serial_source: 'identify_device',
  capacity_bytes: 8_001_563_222_016,
  native_bytes: 8_001_563_222_016,
  block_bytes: 512,
} as const;

export const order = { technique: 'ata_sanitize_overwrite', method: 'purge', passes: 1, pattern: 'zero', read_back: { kind: 'sample', sections: 1000, per_section: 2, share_permille: 1 } } as const;

export const record = {
  technique: 'ata_sanitize_overwrite',
  completion: { claim: 'completed', source: 'sanitize_status_ext', raw: '500080ffff', reading: 'SANITIZE STATUS EXT: operation completed without error' },
  started_ms: startMs + 60_000,
  duration_ms: 41_520_000,
  written_bytes: 0,
  bad: [],
  bad_count: 0,
  command: '850f0600141000ff4f0057000040b400',
} as const;

export const evidence = {
  seed,
  kind: 'sample',
  places: 2002,
  read_bytes: 8_003_149_824,
  unexpected: 0,
  unreadable: 0,
  markers: { written: 16, confirmed: 16, surviving: 0, unreadable: 0 },
  structures: [],
  duration_ms: 912_000,
} as const;

export const coverage = { user_area: 'addressed', hidden_areas: 'not_present', reallocated: 'addressed', other_namespaces: 'not_present' } as const;
const good = ['completion_recorded', 'markers_gone', 'read_back_as_expected', 'duration_plausible'] as const;

/** A station with its people enrolled and signed in. */
export function staffedStation(mode: 'real' | 'practice' = 'real', name?: string): PaperStation {
  const station = new PaperStation(name);
  station.write({ type: 'station.named', body: { site: 'Lisbon 2', station: 'Bench 3', mode } });
  station.enrol(boss, 'Rui Álvares', ['supervisor', 'admin']);
  station.write({ type: 'station.heartbeat', body: { version: '0.1.0' } });
  station.signIn(boss);
  station.write({ type: 'policy.adopted', body: { ...policyRefOf(policy) }, actor: boss });
  station.enrol(tech, 'Ana Müller', ['technician'], boss);
  station.enrol(keeper, 'Jo Lindqvist', ['custodian', 'witness'], boss);
  station.enrol(judge, 'Ines Ferreira', ['validator'], boss);
  for (const person of [tech, keeper, judge]) station.signIn(person);
  return station;
}

export type Ending = 'sanitized' | 'not_verified' | 'drive_failed' | 'silent_destroyed' | 'failed_destroyed';

/** Claim, dock, clearance: what each life begins with. */
export function beginLife(station: PaperStation, virtual = false): void {
  station.write({
    type: 'custody.claimed',
    subject,
    actor: keeper,
    body: { holder: keeper, place: 'Row 14, rack 7', reason: 'failed', data_class: 'confidential', destination: 'maker', serial, model: 'ST8000NM0055', label: { serial, wwn, model: 'ST8000NM0055', part: '1RM112-004', firmware: 'SN05' } },
    sealed: { host: 'store-0417.lis2.example', slot: 'bay 11', ticket: 'INC-48213', owner: 'Object storage', note: 'Reallocated sectors rising.' },
  });
  station.write({ type: 'custody.offered', subject, actor: keeper, body: { from: keeper, to: tech, place: 'Bench 3' } });
  station.write({ type: 'custody.received', subject, actor: tech, body: { from: keeper, holder: tech, place: 'Bench 3' } });
  station.write({
    type: 'drive.seen',
    subject,
    body: { port: virtual ? 'virtual/2' : 'usb-3-1.4', dock: virtual ? 'Virtual dock' : 'SATA dock, ASM1153E, port 2', virtual, identity, lock: { verdict: 'open', findings: ['serial_equal', 'wwn_equal', 'model_equal'] } },
  });
}

export function clearAndStart(station: PaperStation, actor = tech): void {
  station.write({
    type: 'erase.cleared',
    subject,
    actor,
    body: {
      job,
      clearance: 'c'.repeat(22),
      port: 'usb-3-1.4',
      serial,
      order,
      policy: policyRefOf(policy),
      deadline_ms: startMs + 86_400_000,
      seed_hash: seedHash,
      ruled_out: ['ata_sanitize_crypto_scramble:drive_lacks_it', 'ata_sanitize_block_erase:drive_lacks_it', 'ata_security_erase_enhanced:security_frozen'],
    },
  });
  station.write({ type: 'erase.started', subject, body: { job, technique: order.technique, attempt: 1 } });
  station.write({ type: 'erase.marked', subject, body: { job, written: 16, confirmed: 16 } });
}

/** A whole life up to the moment before its certificate. */
export function liveTo(ending: Ending, station = staffedStation(), virtual = false): PaperStation {
  if (ending === 'silent_destroyed') {
    station.write({ type: 'custody.claimed', subject, actor: keeper, body: { holder: keeper, place: 'Row 14, rack 7', reason: 'failed', data_class: 'restricted', destination: 'destruction', serial, model: 'ST8000NM0055', label: { serial } } });
    destroy(station);
    return station;
  }
  beginLife(station, virtual);
  clearAndStart(station);
  if (ending === 'drive_failed' || ending === 'failed_destroyed') {
    const failed = { ...record, completion: { ...record.completion, claim: 'failed', raw: '512040ffff', reading: 'SANITIZE STATUS EXT: operation ended with an error' }, bad: [{ offset: 4_194_304, length: 4096, sense: '03/11/00' }], bad_count: 3, duration_ms: 1_802_000 };
    station.write({ type: 'erase.failed', subject, body: { job, why: 'drive_said_failed', data: 'unknown', detail: 'The drive reported that its sanitize ended with an error.', record: failed } });
    station.write({ type: 'custody.quarantined', subject, body: { cause: 'sanitization_failed', bound_for: 'destruction', place: 'Cage B' } });
    if (ending === 'failed_destroyed') destroy(station);
    return station;
  }
  station.wait(record.duration_ms + 60_000);
  station.write({ type: 'erase.finished', subject, body: { job, record } });
  if (ending === 'not_verified') {
    const poor = { ...evidence, unexpected: 4, first_unexpected: 1_048_576, markers: { written: 16, confirmed: 16, surviving: 2, unreadable: 0 }, structures: ['gpt_header'] };
    station.write({ type: 'verify.finished', subject, body: { job, evidence: poor, verdict: { kind: 'failed', reasons: ['completion_recorded', 'markers_survive', 'read_back_unexpected', 'structures_found'] }, coverage, floor_ms: 28_000_000 } });
    station.write({ type: 'custody.quarantined', subject, body: { cause: 'sanitization_failed', bound_for: 'destruction' } });
    return station;
  }
  station.write({ type: 'verify.finished', subject, body: { job, evidence, verdict: { kind: 'verified', reasons: good }, coverage, method: 'purge', floor_ms: 28_000_000 } });
  station.write({ type: 'validation.decided', subject, actor: judge, body: { job, accepted: true, statement: 'residual_risk_accepted_v1' }, sealed: { note: 'Batch 2026-47.' } });
  return station;
}

function destroy(station: PaperStation): void {
  station.write({ type: 'drive.destroyed', subject, actor: tech, witness: keeper, body: { technique: 'incinerate', place: 'Furnace 1', fragment_mm: 0 }, sealed: { machine: 'F-1', lot: 'L-2026-47', note: 'Seal 99120 broken in front of both.' } });
}

export interface Issued {
  readonly body: CertificateBody;
  readonly entries: readonly Entry[];
  readonly issued: Entry;
  /** Without receipts. */
  readonly text: string;
  readonly station: PaperStation;
}

/** Composes, signs and writes the certificate that the station's entries call for. */
export function issue(station: PaperStation, change: (body: CertificateBody) => CertificateBody = (body) => body): Issued {
  const entries = neededEntries({ candidates: station.entries, subject, station: station.id });
  const body = change(compose({ entries, subject, certificateId: certificateName, issuedAt: new Date(station.nowMs).toISOString(), station: station.id, policy: policyForPaper(policy) }));
  const jobPart = body.outcome === 'destroyed' || body.sanitization === undefined ? {} : { job: body.sanitization.job };
  const issued = station.write({ type: 'certificate.issued', subject, body: { certificate: certificateName, outcome: body.outcome, sha256: bodyHash(body), ...jobPart } });
  const hashes = new Set(entries.map(({ hash }) => hash));
  const opened: OpenedValues = Object.fromEntries(
    Object.entries(station.opened)
      .filter(([hash]) => hashes.has(hash))
      .map(([hash, fields]) => [hash, Object.fromEntries(Object.entries(fields).filter(([field]) => field !== 'badge'))]),
  ) as OpenedValues; // the values are JSON as the kit wrote them
  const text = certificateText({ body, entries, issued, opened, keys: [{ station: station.id, key: toBase64url(station.signer.publicKey) }], policy });
  return { body, entries, issued, text, station };
}

/** A log that holds entries, with its key. */
export class PaperLog {
  readonly name: string;
  readonly signer: KeptSigner;
  readonly #entries: Entry[] = [];
  readonly #nodes = new Map<string, Bytes>();
  #tree = emptyTree;

  constructor(name = registryName, signer = key('log')) {
    this.name = name;
    this.signer = signer;
  }

  take(entries: readonly Entry[]): this {
    for (const entry of entries) {
      const { tree, made } = appendLeaf(this.#tree, leafHash(entry.bytes));
      this.#tree = tree;
      this.#entries.push(entry);
      for (const { level, index, hash } of made) this.#nodes.set(`${level} ${index}`, hash);
    }
    return this;
  }

  get vkey(): string {
    return formatVkey(noteKey(this.name, this.signer.publicKey));
  }

  checkpoint(): string {
    return signCheckpoint({ origin: this.name, size: this.#tree.size, root: rootOf(this.#tree) }, this.signer);
  }

  proof(entry: Entry): string {
    const index = this.#entries.findIndex(({ hash }) => hash === entry.hash);
    const node = (level: number, at: number): Bytes => this.#nodes.get(`${level} ${at}`) ?? new Uint8Array(32);
    return formatLogProof({ index, path: inclusionProof(index, this.#tree.size, node), checkpoint: this.checkpoint() });
  }

  receipts(entries: readonly Entry[]): Receipts {
    return { log: this.vkey, checkpoint: this.checkpoint(), proofs: Object.fromEntries(entries.map((entry) => [entry.hash, this.proof(entry)])) };
  }
}

/** A log that took the whole chain, behind a few entries of somebody else. */
export function logOf(...stations: readonly PaperStation[]): PaperLog {
  const stranger = new PaperStation('stranger');
  for (let i = 0; i < 5; i++) stranger.write({ type: 'station.heartbeat', body: { version: `0.0.${i}` } });
  return new PaperLog().take(stranger.entries).take(stations.flatMap(({ entries }) => entries));
}
