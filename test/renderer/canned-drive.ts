import type { BranchView, DriveView, LifeLine } from '../../contract/views.ts';
import { identityOf, nowMs, people, subjectOf } from './scenes.ts';

const hashes = 'qJ0rD8nMS7P2vK1fXw5YbT9cLhE3uGzA6oRiN4sQeVk';
const job = 'j1_a1b2c3d4e5f6g7h8i9j0';
const certificate = 'cert_a1b2c3d4e5f6g7h8i9j0';

function hash(at: number): string {
  return hashes.slice(at % 43) + hashes.slice(0, at % 43);
}

function fact(at: number, minutesAgo: number, type: string, body: Record<string, unknown>, more: Partial<LifeLine> = {}): LifeLine {
  return {
    hash: hash(at),
    type,
    at_ms: nowMs - minutesAgo * 60_000,
    actor: people[0]?.name ?? '',
    place: 'Bench 3',
    body,
    opened: {},
    safety: minutesAgo > 30 ? 'proven' : minutesAgo > 10 ? 'logged' : 'here',
    ...(minutesAgo > 10 ? { log_index: 918_100 + at } : {}),
    seq: 4000 + at,
    ...more,
  };
}

const record = {
  technique: 'ata_sanitize_overwrite',
  completion: { claim: 'completed', source: 'sanitize_status_ext', raw: '8000', reading: 'SANITIZE STATUS EXT: completed without error' },
  started_ms: nowMs - 40_000_000,
  duration_ms: 38_412_000,
  written_bytes: 0,
  bad: [],
  bad_count: 0,
  command: '',
} as const;

export function lifeOf(at: number, failed: boolean): readonly LifeLine[] {
  const identity = identityOf(at);
  const early = [
    fact(
      1,
      4320,
      'custody.claimed',
      {
        holder: people[1]?.id,
        place: 'Hall 4',
        reason: 'failed',
        data_class: 'confidential',
        destination: 'maker',
        serial: identity.serial,
        model: identity.model,
        label: { serial: identity.serial },
      },
      { opened: { host: 'fra2-r41-n07', slot: 'bay 5' }, actor: 'Technician 1' },
    ),
    fact(2, 1500, 'custody.offered', { from: people[1]?.id, to: people[0]?.id }, { actor: 'Technician 1' }),
    fact(3, 1488, 'custody.received', { from: people[1]?.id, holder: people[0]?.id, place: 'Bench 3' }),
    fact(4, 720, 'drive.seen', {
      port: 'port-0',
      dock: 'JMS578 152d:0578',
      virtual: false,
      identity,
      lock: { verdict: 'open', findings: ['serial_equal', 'model_equal'] },
    }),
    fact(5, 712, 'erase.started', { job, technique: 'ata_sanitize_overwrite', attempt: 1 }),
    fact(6, 711, 'erase.marked', { job, written: 256, confirmed: 256 }),
  ];
  if (failed)
    return [
      ...early,
      fact(7, 40, 'erase.failed', { job, why: 'drive_said_failed', data: 'unknown', detail: 'sanitize status' }),
      fact(8, 40, 'custody.quarantined', { cause: 'sanitization_failed', bound_for: 'destruction' }),
      fact(9, 39, 'certificate.issued', { certificate, outcome: 'not_sanitized', sha256: hash(3), job }),
    ];
  return [
    ...early,
    fact(7, 71, 'erase.finished', { job, record }),
    fact(8, 24, 'verify.finished', {
      job,
      evidence: {
        seed: hash(4),
        kind: 'sample',
        places: 2048,
        read_bytes: 80_000_000_000,
        unexpected: 0,
        unreadable: 0,
        markers: { written: 256, confirmed: 256, surviving: 0, unreadable: 0 },
        structures: [],
        duration_ms: 2_820_000,
      },
      verdict: { kind: 'verified', reasons: ['completion_recorded', 'markers_gone', 'read_back_as_expected', 'duration_plausible'] },
      coverage: { user_area: 'addressed', hidden_areas: 'not_present', reallocated: 'unknown', other_namespaces: 'not_present' },
      method: 'purge',
      floor_ms: 20_000_000,
    }),
    fact(9, 6, 'validation.decided', { job, accepted: true, statement: 'result_accepted' }, { actor: 'Validator 1' }),
    fact(10, 6, 'certificate.issued', { certificate, outcome: 'sanitized', sha256: hash(3), job }),
  ];
}

const rungs: Extract<DriveView['plan'], { kind: 'plan' }>['rungs'] = [
  { technique: 'ata_sanitize_crypto_scramble', chosen: false, why: 'drive_lacks_it' },
  { technique: 'ata_sanitize_block_erase', chosen: false, why: 'drive_lacks_it' },
  { technique: 'ata_sanitize_overwrite', method: 'purge', chosen: true, why: 'chosen' },
  { technique: 'ata_security_erase_enhanced', method: 'purge', chosen: false, why: 'lower_in_order' },
  { technique: 'ata_security_erase_normal', method: 'clear', chosen: false, why: 'below_least_method' },
  { technique: 'host_overwrite', method: 'clear', chosen: false, why: 'below_least_method' },
];

/** A drive whose life went well to the certificate. */
export function provenDrive(at = 0): DriveView {
  const identity = identityOf(at);
  return {
    subject: subjectOf(at + 1),
    serial: identity.serial,
    model: identity.model,
    media: identity.media,
    state: 'validated',
    record: {
      serial: identity.serial,
      model: identity.model,
      reason: 'failed',
      data_class: 'confidential',
      destination: 'maker',
      host: 'fra2-r41-n07',
      slot: 'bay 5',
      ticket: 'INC-204417',
    },
    label: { serial: identity.serial, wwn: identity.wwn ?? '', model: 'ST8000NM000A' },
    identity,
    lock: { verdict: 'open', findings: ['serial_equal', 'wwn_equal', 'model_equal'] },
    holder: 'Supervisor 1',
    place: 'Bench 3',
    port: 'port-0',
    plan: {
      kind: 'plan',
      technique: 'ata_sanitize_overwrite',
      method: 'purge',
      passes: 1,
      read_back: 'sample',
      witness: false,
      estimate_s: 38_000,
      standard: 'NIST SP 800-88 Rev. 2',
      policy: 'nist-800-88-r2, version 1',
      rungs,
    },
    erase: {
      job,
      technique: 'ata_sanitize_overwrite',
      method: 'purge',
      attempt: 1,
      ended: 'finished',
      completion: 'completed',
      reading: record.completion.reading,
      duration_ms: record.duration_ms,
    },
    verdict: { kind: 'verified', reasons: ['completion_recorded', 'markers_gone', 'read_back_as_expected', 'duration_plausible'] },
    coverage: { user_area: 'addressed', hidden_areas: 'not_present', reallocated: 'unknown', other_namespaces: 'not_present' },
    validation: { accepted: true, by: 'Validator 1' },
    certificate: { id: certificate, outcome: 'sanitized', issued_ms: nowMs - 360_000, safety: 'logged' },
    fields: fieldScene,
    stock: { state: 'unmoved', at_verification: 41, now: 42 },
    ways_out: [
      { way: 'maker', open: true },
      { way: 'reuse', open: false, why: 'proof_rejected' },
      { way: 'vendor', open: false, why: 'illegal_move' },
      { way: 'destroy', open: true },
    ],
    next: { kind: 'release', subject: subjectOf(at + 1) },
    life: [...lifeOf(at, false)],
  };
}

/** What the policy of this house asks: one still to be filled in, one that may be, one that it does not ask for any more. */
const fieldScene: NonNullable<DriveView['fields']> = [
  {
    id: 'heads',
    label: 'Heads parked',
    kind: 'yes_no',
    step: 'sanitize',
    required: true,
    value: 'yes',
    at_ms: nowMs - 3_600_000,
    missing: false,
  },
  { id: 'bin', label: 'Bin', kind: 'choice', choices: ['Red', 'Yellow', 'Blue'], step: 'leave', required: true, missing: true },
  { id: 'asset', label: 'Asset tag', kind: 'text', step: 'leave', required: true, missing: true },
  { id: 'hours', label: 'Hours', kind: 'number', unit: 'h', step: 'leave', required: false, missing: false },
  { id: 'shelf_row', label: 'shelf_row', value: '12', at_ms: nowMs - 86_400_000, missing: false },
];

/** A drive that could not be sanitized and can only be destroyed. */
export function failedDrive(at = 2): DriveView {
  const { validation: _validation, coverage: _coverage, verdict: _verdict, ...rest } = provenDrive(at);
  return {
    ...rest,
    state: 'quarantined',
    quarantine: { cause: 'sanitization_failed', bound_for: 'destruction' },
    erase: {
      job,
      technique: 'scsi_sanitize_overwrite',
      attempt: 1,
      ended: 'failed',
      why: 'drive_said_failed',
      data: 'unknown',
      duration_ms: 4_100_000,
    },
    certificate: { id: certificate, outcome: 'not_sanitized', issued_ms: nowMs - 2_300_000, safety: 'proven' },
    ways_out: [
      { way: 'maker', open: false, why: 'bound_for_destruction' },
      { way: 'reuse', open: false, why: 'bound_for_destruction' },
      { way: 'vendor', open: false, why: 'bound_for_destruction' },
      { way: 'destroy', open: true },
    ],
    next: { kind: 'destroy', subject: subjectOf(at + 1) },
    life: [...lifeOf(at, true)],
  };
}

/** A drive whose label is not its own: nothing was erased. */
export function mismatchedDrive(at = 3): DriveView {
  const { validation: _v, coverage: _c, verdict: _d, certificate: _t, erase: _e, ...rest } = provenDrive(at);
  return {
    ...rest,
    state: 'mismatch',
    label: { serial: 'S64GNE0R903241', model: rest.model ?? '' },
    lock: { verdict: 'shut', findings: ['serial_differs', 'model_equal'] },
    plan: { kind: 'refused', why: 'identity_lock_shut', bound_for: 'decision', rungs },
    ways_out: rest.ways_out.map(({ way }) => ({ way, open: false, why: 'no_proof' })),
    next: { kind: 'quarantine', subject: subjectOf(at + 1) },
    life: rest.life.slice(0, 3),
  };
}

/** A drive with an erase that runs inside it. */
export function runningDrive(at = 1): DriveView {
  const { validation: _v, coverage: _c, verdict: _d, certificate: _t, ...rest } = provenDrive(at);
  return {
    ...rest,
    state: 'sanitizing',
    progress: { phase: 'erase', done_ppm: 437_000, left_s: 17_640, bytes_per_s: 214_000_000, since_ms: nowMs - 754_000, can_cancel: false },
    erase: { job, technique: 'ata_sanitize_overwrite', method: 'purge', attempt: 1, ended: 'running' },
    ways_out: rest.ways_out.map(({ way }) => ({ way, open: false, why: 'job_running' })),
    life: rest.life.slice(0, 6),
  };
}

/** In a dock that lets none of its commands through. */
export function barredDrive(at = 4): DriveView {
  const { lock: _l, ...rest } = mismatchedDrive(at);
  return {
    ...rest,
    state: 'identified',
    label: { serial: rest.serial, model: rest.model ?? '' },
    lock: { verdict: 'open', findings: ['serial_equal', 'model_equal'] },
    dock_grade: { grade: 'C', reason: 'empty_registers' },
    plan: {
      kind: 'refused',
      why: 'least_method_out_of_reach',
      bound_for: 'decision',
      rungs: rungs.map((rung) => ({ ...rung, chosen: false, why: 'bridge_blocks_it' })),
    },
    next: { kind: 'change_dock', subject: subjectOf(at + 1), port: 'port-4' },
  };
}

/** A drive that two sites claimed while they could not hear each other. */
export function disputedDrive(at = 5): DriveView {
  const { certificate: _certificate, validation: _validation, next: _next, holder: _holder, ...rest } = provenDrive(at);
  const branch = (head: number, site: string, person: number): BranchView => ({
    head: hash(head),
    station: `st_bench${head}`,
    site,
    by: people[person]?.name ?? '',
    at_ms: nowMs - head * 3_600_000,
    state: 'held',
    holder: people[person]?.name ?? '',
    ...(people[person] === undefined ? {} : { holder_id: people[person].id }),
    place: `Shelf ${head}`,
  });
  return {
    ...rest,
    state: 'disputed',
    dispute: {
      locked: true,
      conflicts: [
        { id: hash(11).slice(0, 22), class: 'double_claim', waiting: false },
        { id: hash(12).slice(0, 22), class: 'same_drive_two_places', waiting: false },
      ],
      branches: [branch(2, 'Hall 3', 0), branch(5, 'Hall 9', 1)],
    },
    ways_out: rest.ways_out.map(({ way }) => ({ way, open: false, why: 'disputed' })),
    life: lifeOf(at, false).slice(0, 6),
  };
}
