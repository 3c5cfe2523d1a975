import type { DriveLife, RecordedFact } from '../../../domain/custody/life.ts';
import { isCustodyType } from '../../../domain/custody/life.ts';
import type { ProposedMove } from '../../../domain/custody/moves.ts';
import { seedHash } from '../../../domain/erase/judge.ts';
import type { FactType, IdentityLock } from '../../../domain/facts/facts.ts';
import type { Role } from '../../../domain/people/roles.ts';
import { policyRefOf } from '../../../domain/policy/policy.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';

export const subject = `d1_${'a'.repeat(32)}`;
export const tech = `tc_${'0'.repeat(29)}001`;
export const keeper = `tc_${'0'.repeat(29)}002`;
export const judge = `tc_${'0'.repeat(29)}003`;
export const boss = `tc_${'0'.repeat(29)}004`;
export const other = `tc_${'0'.repeat(29)}005`;

export const rolesOf: Readonly<Record<string, readonly Role[]>> = {
  [tech]: ['technician'],
  [keeper]: ['custodian', 'witness'],
  [judge]: ['validator', 'witness'],
  [boss]: ['supervisor'],
  [other]: ['technician', 'custodian', 'validator', 'witness'],
};

export interface Step {
  readonly type: FactType;
  readonly body: Readonly<Record<string, unknown>>;
  readonly actor?: string;
  readonly witness?: string;
}

const seed = 'A'.repeat(43);
export const seedHashOfStory = seedHash(seed) ?? '';

export const port = 'virtual/1';
/** Hash of the `recheck.drawn` of the story. */
export const draw = `${'D'.repeat(42)}A`;
export const serial = 'ZA17S7HH';
export function jobName(n: number): string {
  return `j1_${String(n).padStart(20, '0')}`;
}
export function certificateName(n: number): string {
  return `cert_${String(n).padStart(20, '0')}`;
}

const identity = {
  interface: 'ata',
  media: 'ata_hdd',
  model: 'ST8000NM0055',
  serial,
  firmware: 'SN05',
  wwn: '5000c500a1b2c3d4',
  serial_source: 'identify_device',
  capacity_bytes: 8_001_563_222_016,
  native_bytes: 8_001_563_222_016,
  block_bytes: 512,
} as const;
const coverage = {
  user_area: 'addressed',
  hidden_areas: 'not_present',
  reallocated: 'addressed',
  other_namespaces: 'not_present',
} as const;

export const record = {
  technique: 'ata_sanitize_overwrite',
  completion: { claim: 'completed', source: 'sanitize_status_ext', raw: '8000', reading: 'sanitize completed without error' },
  started_ms: 1,
  duration_ms: 40_000_000,
  written_bytes: 0,
  bad: [],
  bad_count: 0,
  command: '85',
} as const;
export const evidence = {
  seed,
  kind: 'sample',
  places: 2002,
  read_bytes: 16_000_000_000,
  unexpected: 0,
  unreadable: 0,
  markers: { written: 16, confirmed: 16, surviving: 0, unreadable: 0 },
  structures: [],
  duration_ms: 1000,
} as const;
const good = ['completion_recorded', 'markers_gone', 'read_back_as_expected', 'duration_plausible'] as const;

export const order = {
  technique: 'ata_sanitize_overwrite',
  method: 'purge',
  passes: 1,
  pattern: 'zero',
  read_back: { kind: 'sample', sections: 1000, per_section: 2, share_permille: 1 },
} as const;

/** One legal step of each kind, as the people of the story would take it. */
export const step = {
  claim: (destination = 'maker'): Step => ({
    type: 'custody.claimed',
    actor: tech,
    body: { holder: tech, place: 'bench 1', reason: 'failed', data_class: 'confidential', destination, serial, label: { serial } },
  }),
  seen: (verdict: IdentityLock['verdict'] = 'open', at = port): Step => ({
    type: 'drive.seen',
    body: {
      port: at,
      dock: 'virtual dock',
      virtual: true,
      identity,
      lock: { verdict, findings: verdict === 'open' ? ['serial_equal'] : ['serial_differs'] },
    },
  }),
  clear: (job = 1, actor = tech): Step => ({
    type: 'erase.cleared',
    actor,
    body: {
      job: jobName(job),
      clearance: 'c',
      port,
      serial,
      order,
      policy: policyRefOf(nist80088r2),
      deadline_ms: 1,
      seed_hash: seedHashOfStory,
      ruled_out: [],
    },
  }),
  start: (job = 1): Step => ({ type: 'erase.started', body: { job: jobName(job), technique: 'ata_sanitize_overwrite', attempt: 1 } }),
  mark: (job = 1): Step => ({ type: 'erase.marked', body: { job: jobName(job), written: 16, confirmed: 16 } }),
  interrupt: (job = 1): Step => ({ type: 'erase.interrupted', body: { job: jobName(job), why: 'drive_gone', data: 'erasing_in_drive' } }),
  resume: (job = 1, found = 'running'): Step => ({ type: 'erase.resumed', body: { job: jobName(job), found } }),
  cancel: (job = 1): Step => ({ type: 'erase.cancelled', actor: tech, body: { job: jobName(job), data: 'untouched' } }),
  finish: (job = 1): Step => ({ type: 'erase.finished', body: { job: jobName(job), record } }),
  fail: (job = 1): Step => ({
    type: 'erase.failed',
    body: { job: jobName(job), why: 'drive_said_failed', data: 'unknown', detail: 'sanitize failed' },
  }),
  verify: (job = 1, kind = 'verified'): Step => ({
    type: 'verify.finished',
    body: { job: jobName(job), evidence, verdict: { kind, reasons: good }, coverage, method: 'purge', floor_ms: 12_000_000 },
  }),
  validate: (job = 1, actor = judge, accepted = true): Step => ({
    type: 'validation.decided',
    actor,
    body: { job: jobName(job), accepted, statement: 'accepted' },
  }),
  look: (job = 1, actor = judge, at = 'virtual/2'): Step => ({
    type: 'recheck.started',
    actor,
    body: { job: jobName(job), drawn: draw, port: at, seed_hash: seedHashOfStory },
  }),
  looked: (verdict = 'borne_out', more = {}, job = 1): Step => ({
    type: 'recheck.finished',
    body: { job: jobName(job), verdict, evidence: { ...evidence, ...more } },
  }),
  certify: (n = 1, job = 1, outcome = 'sanitized'): Step => ({
    type: 'certificate.issued',
    body: { certificate: certificateName(n), outcome, sha256: 'B'.repeat(43), ...(outcome === 'destroyed' ? {} : { job: jobName(job) }) },
  }),
  offer: (from = tech, to = keeper): Step => ({ type: 'custody.offered', actor: from, body: { from, to } }),
  withdraw: (from = tech): Step => ({ type: 'custody.withdrawn', actor: from, body: { from } }),
  receive: (from = tech, holder = keeper): Step => ({ type: 'custody.received', actor: holder, body: { from, holder } }),
  move: (holder = tech): Step => ({ type: 'custody.moved', actor: holder, body: { holder, place: 'shelf' } }),
  quarantine: (cause = 'not_verified', bound_for = 'decision'): Step => ({
    type: 'custody.quarantined',
    actor: tech,
    body: { cause, bound_for },
  }),
  readmit: (cause = 'not_verified'): Step => ({ type: 'custody.readmitted', actor: boss, body: { cause } }),
  redirect: (destination = 'reuse'): Step => ({ type: 'custody.destination', actor: boss, body: { destination } }),
  destroy: (actor = tech, witness: string | undefined = judge): Step => ({
    type: 'drive.destroyed',
    actor,
    ...(witness === undefined ? {} : { witness }),
    body: { technique: 'incinerate' },
  }),
  release: (proof: string, actor = keeper, way = 'maker', certificate = certificateName(1)): Step => ({
    type: 'custody.released',
    actor,
    body: { way, certificate, proof },
  }),
} as const;

export const untilCertified: readonly Step[] = [
  step.claim(),
  step.seen(),
  step.clear(),
  step.start(),
  step.mark(),
  step.finish(),
  step.verify(),
  step.validate(),
  step.certify(),
];
export const untilHandedOver: readonly Step[] = [...untilCertified, step.offer(), step.receive()];

/** The hash of the n-th fact: any 43 characters will do for the fold. */
export function hashOf(n: number): string {
  return `h${String(n).padStart(42, '0')}`;
}

export function recorded(given: Step, n: number, head: string | undefined): RecordedFact {
  return {
    hash: hashOf(n),
    station: 'st_01',
    epoch: 1,
    seq: n,
    type: given.type,
    body: given.body,
    subject,
    actor: given.actor,
    witness: given.witness,
    deps: isCustodyType(given.type) && head !== undefined ? [head] : [],
    wall: new Date(1_800_000_000_000 + n * 1000).toISOString(),
  };
}

export function proposed(given: Step): ProposedMove {
  return {
    type: given.type,
    body: given.body,
    actor: given.actor,
    actorRoles: given.actor === undefined ? [] : (rolesOf[given.actor] ?? []),
    witness: given.witness,
    witnessRoles: given.witness === undefined ? undefined : rolesOf[given.witness],
  };
}

type Fold = (life: DriveLife | undefined, fact: RecordedFact) => DriveLife;

export function lived(fold: Fold, steps: readonly Step[], before?: DriveLife): DriveLife {
  let life = before;
  for (const given of steps) life = fold(life, recorded(given, (life?.facts ?? 0) + 1, life?.head));
  if (life === undefined) throw new Error('a life needs a fact');
  return life;
}
