import type { Answer } from '../../../renderer/console/ask.ts';
import type { ConsoleRouteId } from '../../../contract/console/routes.ts';
import type { ConsoleLine, ConsoleDriveRow } from '../../../contract/console/drives.ts';
import { driveState, type DriveState } from '../../../domain/custody/words.ts';
import { policyHash, type Policy } from '../../../domain/policy/policy.ts';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import type { Role } from '../../../domain/people/roles.ts';
import { lifeOf, provenDrive } from '../canned-drive.ts';
import { identityOf, nowMs, people, subjectOf } from '../scenes.ts';
import { cannedLog, type CannedLog } from './canned-log.ts';

/** Canned answers of a registry for looking at pages. Each is held to its route's schema before it is sent. */
export type Answers = { readonly [Id in ConsoleRouteId]?: Answer<Id> };

export interface ConsoleScene {
  readonly answers: Answers;
  readonly log?: CannedLog;
}

const hour = 3_600_000;
const dayMs = 86_400_000;
export const tenants = [`tn_${'1'.repeat(32)}`, `tn_${'2'.repeat(32)}`] as const;
const stations = [
  'st_0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  'st_1b2c3d4e5f60718293a4b5c6d7e8f90a',
  'st_2c3d4e5f60718293a4b5c6d7e8f90a1b',
] as const;
export const stationId = stations[0];
const someHash = 'qJ0rD8nMS7P2vK1fXw5YbT9cLhE3uGzA6oRiN4sQeVk';
export const conflictId = 'qJ0rD8nMS7P2vK1fXw5YbT';
const serials = [
  'ZL2A9K7M',
  'S4EVNX0M512345',
  'WFK2J0L10000E9451A2B',
  'S64GNE0R903214',
  'ZC1A2B3C',
  '2TGX7L9D',
  'PHYF119301BN960CGN',
  'WD-WCC4M1234567',
  '7XK0A0W2FJ5H',
  'ZHZ5TM3Q',
  'S5G3NS0T201948',
  'Y9P0A01RTAVF',
] as const;
const models = [
  'ST8000NM000A-2KE101',
  'SAMSUNG MZ7LH960HAJR',
  'ST1200MM0009',
  'SAMSUNG MZ7L37T6HBLA',
  'ST4000NM0035',
  'HUS726T6TAL',
  'INTEL SSDSC2KB960G8',
  'WDC WD20EFRX',
] as const;

export const log = cannedLog(
  'custody.example/acme',
  lifeOf(0, false).map(({ type, at_ms: atMs, body, actor, witness }) => ({
    type,
    atMs,
    body,
    subject: subjectOf(1),
    ...(actor === undefined ? {} : { actor: people.find(({ name }) => name === actor)?.id ?? people[0]!.id }),
    ...(witness === undefined ? {} : { witness: people[2]!.id }),
  })),
);

const life: readonly ConsoleLine[] = lifeOf(0, false).map((line, at) => ({
  ...line,
  hash: log.entries[at]!.hash,
  safety: 'proven',
  log_index: 5 + at,
  station: stations[0],
  station_name: at < 3 ? 'Cage 2 intake' : 'Bench 3',
  site: 'Frankfurt 2',
}));

const row = (at: number, state: DriveState, more: Partial<ConsoleDriveRow> = {}): ConsoleDriveRow => ({
  subject: subjectOf(at + 1),
  serial: at < serials.length ? serials[at]! : `ZL2${(0x9a7b1 + at * 7919).toString(36).toUpperCase()}`,
  model: models[at % models.length]!,
  state,
  holder: people[at % 3]!.name,
  place: ['Hall 4', 'Bench 3', 'Cage 2'][at % 3]!,
  site: ['Frankfurt 2', 'Dublin 1'][at % 2]!,
  tenant: tenants[at % 2]!,
  since_ms: nowMs - at * 5 * hour - 17 * 60_000,
  ...more,
});

const everyState = driveState.options;
export const rows: readonly ConsoleDriveRow[] = Array.from({ length: 60 }, (_, at) =>
  row(at, at === 0 ? 'validated' : at === 3 ? 'disputed' : everyState[(at * 5) % everyState.length]!),
);

function session(roles: readonly Role[]): Answer<'session.look'> {
  return {
    kind: 'person',
    registry: 'custody.example/acme',
    person: people[0]!.id,
    name: 'Supervisor 1',
    grants: roles.map((role) => ({ role, sites: ['*'], tenants: ['*'], until_ms: nowMs + 200 * dayMs })),
    way: 'oidc',
    until_ms: nowMs + 8 * hour,
  };
}

const days = Array.from({ length: 30 }, (_, at) => {
  const date = new Date(nowMs - (29 - at) * dayMs);
  const weekend = date.getUTCDay() % 6 === 0;
  return {
    day: date.toISOString().slice(0, 10),
    claimed: weekend ? 2 : 18 + ((at * 37) % 29),
    released: weekend ? 0 : 11 + ((at * 23) % 19),
    destroyed: weekend ? 0 : (at * 7) % 6,
  };
});

const step = (
  name: Answer<'ageing.look'>['steps'][number]['step'],
  drives: number,
  overdue: number,
  soon: number,
  days_: number,
): Answer<'ageing.look'>['steps'][number] => ({
  step: name,
  limit_ms: days_ * dayMs,
  drives,
  overdue,
  overdue_tomorrow: soon,
  ...(drives === 0 ? {} : { oldest_ms: nowMs - (days_ + (overdue > 0 ? 4 : -1)) * dayMs }),
});

const policyRow: Answer<'policies.list'>['rows'][number] = {
  id: defaultPolicy.id,
  version: defaultPolicy.version,
  hash: policyHash(defaultPolicy),
  name: defaultPolicy.name,
  set_by: { person: people[0]!.id, name: 'Supervisor 1' },
  set_ms: nowMs - 90 * dayMs,
  log_index: 12,
  in_force: true,
};

const branchLine = (at: number, hash: string, station: number, type: string, body: Record<string, unknown>): ConsoleLine => ({
  hash,
  type,
  at_ms: nowMs - (40 - at) * hour,
  actor: people[station]!.name,
  body,
  opened: {},
  safety: 'proven',
  log_index: 900 + at,
  seq: at,
  station: stations[station]!,
  station_name: ['Bench 3', 'Dock A'][station]!,
  site: ['Frankfurt 2', 'Dublin 1'][station]!,
});

const sharedLine = branchLine(1, someHash, 0, 'custody.offered', { from: people[0]!.id, to: people[1]!.id });
const conflictRow = {
  id: conflictId,
  class: 'double_claim',
  subject: subjectOf(4),
  serial: serials[3],
  site: 'Frankfurt 2',
  tenant: tenants[0],
  opened_ms: nowMs - 5 * hour,
} as const;

const conflict: Answer<'conflicts.look'> = {
  row: conflictRow,
  branches: [
    {
      head: log.entries[0]!.hash,
      station: stations[0],
      station_name: 'Bench 3',
      site: 'Frankfurt 2',
      holder: 'Supervisor 1',
      holder_id: people[0]!.id,
      place: 'Cage 2',
      lines: [sharedLine, branchLine(4, log.entries[0]!.hash, 0, 'custody.withdrawn', { from: people[0]!.id })],
    },
    {
      head: log.entries[1]!.hash,
      station: stations[1],
      station_name: 'Dock A',
      site: 'Dublin 1',
      holder: 'Technician 1',
      holder_id: people[1]!.id,
      place: 'Hall 1',
      lines: [
        sharedLine,
        branchLine(3, log.entries[1]!.hash, 1, 'custody.received', { from: people[0]!.id, holder: people[1]!.id, place: 'Hall 1' }),
        branchLine(6, log.entries[2]!.hash, 1, 'custody.moved', { holder: people[1]!.id, place: 'Rack 7' }),
      ],
    },
  ],
};

const { life: _life, plan: _plan, progress: _progress, next: _next, port: _port, ...driveFacts } = provenDrive(0);
const drive: Answer<'drives.look'> = {
  drive: driveFacts,
  life: [...life],
  site: 'Frankfurt 2',
  tenant: tenants[0],
  opened: true,
  certificates: [{ id: 'cert_a1b2c3d4e5f6g7h8i9j0', outcome: 'sanitized', event: life[0]!.hash, issued_ms: nowMs - 360_000 }],
  breaches: [],
  breach_count: 0,
  conflicts: [],
  checkpoint: { origin: log.name, size: log.size, root: log.root },
};

const waitingWords = ['harbor', 'velvet', 'comet', 'walnut', 'pepper', 'glacier'];

/** Everything at once: a registry of two sites on an ordinary day. */
export const full: Answers = {
  'session.look': session(['supervisor', 'auditor', 'admin']),
  'overview.look': {
    at_ms: nowMs,
    log: { name: log.name, size: 1_284_417, covered: 1_284_409 },
    alarms: [],
    states: (
      [
        ['in_custody', 212],
        ['offered', 9],
        ['identified', 14],
        ['mismatch', 2],
        ['sanitizing', 31],
        ['verified', 18],
        ['validated', 76],
        ['quarantined', 23],
        ['disputed', 2],
        ['released', 8412],
        ['destroyed', 1309],
      ] as const
    ).map(([state, drives]) => ({ state, drives })),
    overdue: 17,
    overdue_tomorrow: 6,
    conflicts: 2,
    waiting: { enrolments: 1, epochs: 1, quarantine: 4 },
    stations: { in_step: 11, silent: 1, frozen: 1 },
    days,
  },
  'ageing.look': {
    at_ms: nowMs,
    steps: [
      step('to_dock', 141, 9, 4, 7),
      step('to_erase', 14, 0, 0, 3),
      step('erasing', 31, 0, 0, 4),
      step('to_verify', 3, 1, 0, 1),
      step('to_validate', 18, 2, 2, 2),
      step('to_release', 76, 3, 0, 30),
      step('in_limbo', 9, 2, 0, 1),
      step('quarantined', 23, 0, 0, 30),
      step('disputed', 2, 0, 0, 14),
    ],
    places: [
      { site: 'Frankfurt 2', place: 'Hall 4', drives: 88, overdue: 7, overdue_tomorrow: 3 },
      { site: 'Dublin 1', place: 'Cage 2', drives: 61, overdue: 2, overdue_tomorrow: 1 },
      { site: 'Frankfurt 2', place: 'Bench 3', drives: 22, overdue: 2, overdue_tomorrow: 0 },
    ],
    holders: [
      { holder: 'Technician 1', drives: 73, overdue: 8, overdue_tomorrow: 2 },
      { holder: 'Supervisor 1', drives: 41, overdue: 3, overdue_tomorrow: 2 },
    ],
    tenants: [
      { tenant: tenants[0], name: 'Tenant A', drives: 190, overdue: 12, overdue_tomorrow: 4 },
      { tenant: tenants[1], name: 'Tenant B', drives: 97, overdue: 5, overdue_tomorrow: 2 },
    ],
  },
  'ageing.list': {
    rows: rows.slice(0, 12).map((each, at) => ({
      ...each,
      step: (['to_dock', 'to_validate', 'in_limbo'] as const)[at % 3]!,
      due_ms: nowMs + (at - 7) * 9 * hour,
    })),
  },
  'drives.find': { rows: rows.slice(0, 30), next: 'more' },
  'drives.look': drive,
  'tenants.list': {
    rows: [
      { tenant: tenants[0], name: 'Tenant A', drives: 5120 },
      { tenant: tenants[1], name: 'Tenant B', drives: 4988 },
    ],
  },
  'conflicts.list': {
    rows: [
      conflictRow,
      {
        ...conflictRow,
        id: 'rJ0rD8nMS7P2vK1fXw5YbT',
        class: 'after_end',
        subject: subjectOf(8),
        serial: serials[7],
        site: 'Dublin 1',
        opened_ms: nowMs - 50 * hour,
      },
    ],
  },
  'conflicts.look': conflict,
  'stations.list': {
    rows: [
      {
        station: stations[0],
        name: 'Bench 3',
        site: 'Frankfurt 2',
        platform: 'linux x64',
        epoch: 1,
        seq: 40_218,
        state: 'in_step',
        last_event_ms: nowMs - 42_000,
        lag_ms: 310,
        clock_off_ms: 412,
        clock: 'measured',
        version: '0.1.0',
        quarantined: 0,
      },
      {
        station: stations[1],
        name: 'Dock A',
        site: 'Dublin 1',
        platform: 'win32 x64',
        epoch: 2,
        seq: 18_007,
        state: 'frozen',
        last_event_ms: nowMs - 5 * hour,
        lag_ms: 5 * hour,
        clock_off_ms: -431_000,
        clock: 'wrong',
        version: '0.1.0',
        quarantined: 4,
      },
      {
        station: stations[2],
        name: 'Cage 2 intake',
        site: 'Frankfurt 2',
        platform: 'linux arm64',
        epoch: 1,
        seq: 9210,
        state: 'silent',
        last_event_ms: nowMs - 3 * dayMs,
        lag_ms: 2100,
        clock: 'unmeasured',
        version: '0.1.0',
        quarantined: 0,
      },
    ],
  },
  'stations.look': {
    row: {
      station: stations[1],
      name: 'Dock A',
      site: 'Dublin 1',
      platform: 'win32 x64',
      epoch: 2,
      seq: 18_007,
      state: 'frozen',
      last_event_ms: nowMs - 5 * hour,
      lag_ms: 5 * hour,
      clock_off_ms: -431_000,
      clock: 'wrong',
      version: '0.1.0',
      quarantined: 4,
    },
    keys: [
      { keyid: 'ed25519:TdIDlEC3TsMGcv1RzdIh6A', use: 'event', from_index: 88_120, until_index: 912_004, ended: 'replaced' },
      { keyid: 'ed25519:iMWbLV58pHfchV6PxUOZRg', use: 'event', from_index: 912_004 },
      { keyid: 'ed25519:kMWbLV58pHfchV6PxUOZRg', use: 'transport', from_index: 912_004 },
    ],
    forks: [{ epoch: 2, seq: 18_004, logged: log.entries[0]!.hash, diverging: log.entries[1]!.hash, at_ms: nowMs - 5 * hour }],
    days: days.map(({ day, claimed }) => ({ day, facts: claimed * 31 })),
  },
  'enrolments.list': {
    rows: [
      {
        request: 'r1',
        words: waitingWords,
        name: 'Bench 7',
        site: 'Dublin 1',
        platform: 'linux x64',
        asked_ms: nowMs - 4 * 60_000,
        expires_ms: nowMs + 20 * hour,
      },
    ],
  },
  'epochs.list': {
    rows: [
      {
        request: 'r2',
        station: stations[1],
        name: 'Dock A',
        site: 'Dublin 1',
        epoch: 3,
        reason: 'restored',
        words: [...waitingWords].reverse(),
        after: { seq: 18_003, hash: someHash },
        asked_ms: nowMs - 2 * hour,
      },
    ],
  },
  'quarantine.list': {
    rows: ['custody.moved', 'custody.received', 'erase.finished', 'verify.finished'].map((type, at) => ({
      entry: log.entries[at]!.hash,
      station: stations[1],
      name: 'Dock A',
      site: 'Dublin 1',
      epoch: 2,
      seq: 18_004 + at,
      type,
      subject: subjectOf(at + 4),
      at_ms: nowMs - (5 - at) * hour,
      why: 'key_revoked',
      ...(at === 3 ? { decided: 'dismissed' as const } : {}),
    })),
  },
  'people.list': {
    rows: people.map(({ id, name, roles, active }, at) => ({
      person: id,
      name,
      ways: at === 3 ? [] : [{ way: at === 0 ? ('oidc' as const) : ('local' as const), account: `account${at}` }],
      active,
      grants: active
        ? roles.map((role) => ({
            role,
            sites: at === 0 ? ['*'] : ['Frankfurt 2'],
            tenants: ['*'],
            until_ms: nowMs + (at * 120 + 9) * dayMs,
            log_index: 40 + at,
          }))
        : [],
      ...(at === 3 ? {} : { last_seen_ms: nowMs - at * 5 * hour }),
    })),
  },
  'people.strangers': {
    rows: [
      {
        id: 'f'.repeat(32),
        provider: 'Company sign-in',
        account: 'validator2',
        name: 'Validator 2',
        first_ms: nowMs - 3 * hour,
        last_ms: nowMs - hour,
      },
    ],
  },
  'policies.list': {
    rows: [
      policyRow,
      {
        ...policyRow,
        id: 'nist-800-88-r1',
        name: 'NIST SP 800-88 Rev. 1',
        hash: someHash,
        in_force: false,
        set_ms: nowMs - 400 * dayMs,
        log_index: 3,
      },
    ],
  },
  'policies.look': {
    row: policyRow,
    policy: JSON.parse(JSON.stringify(defaultPolicy satisfies Policy)) as Answer<'policies.look'>['policy'],
  },
  'readiness.look': {
    at_ms: nowMs,
    drives: 10_108,
    sound: 10_061,
    findings: [
      {
        rule: 'overdue',
        weight: 'doubt',
        count: 17,
        about: rows.slice(4, 9).map(({ subject, serial }) => ({ kind: 'drive' as const, id: subject, name: serial })),
      },
      { rule: 'released_without_proof', weight: 'fails', count: 1, about: [{ kind: 'drive', id: subjectOf(8), name: serials[7] }] },
      {
        rule: 'open_conflict',
        weight: 'fails',
        count: 2,
        about: rows.slice(2, 4).map(({ subject, serial }) => ({ kind: 'drive' as const, id: subject, name: serial })),
      },
      { rule: 'station_frozen', weight: 'doubt', count: 1, about: [{ kind: 'station', id: stations[1], name: 'Dock A' }] },
      { rule: 'role_expires', weight: 'note', count: 1, about: [{ kind: 'person', id: people[0]!.id, name: 'Supervisor 1' }] },
    ],
  },
  'reads.list': {
    rows: ['drives.look', 'drives.find', 'drives.bundle', 'conflicts.look'].map((what, at) => ({
      at_ms: nowMs - at * 1_700_000,
      person: { person: people[at % 2]!.id, name: people[at % 2]!.name },
      what,
      about: at === 0 ? subjectOf(1) : ['', 'ZL2A', '2026 Q3', conflictId][at]!,
      tenants: [tenants[at % 2]!],
      sites: ['Frankfurt 2'],
      drives: [1, 30, 412, 1][at]!,
      opened: at % 2 === 0,
    })),
  },
};

const none = { rows: [] };

/** The day after the set-up: somebody may look, and there is nothing yet. */
export const empty: Answers = {
  ...full,
  'overview.look': {
    ...full['overview.look']!,
    states: [],
    overdue: 0,
    overdue_tomorrow: 0,
    conflicts: 0,
    waiting: { enrolments: 0, epochs: 0, quarantine: 0 },
    stations: { in_step: 0, silent: 0, frozen: 0 },
    log: { name: log.name, size: 0, covered: 0 },
    days: days.map(({ day }) => ({ day, claimed: 0, released: 0, destroyed: 0 })),
  },
  'ageing.look': {
    at_ms: nowMs,
    steps: full['ageing.look']!.steps.map((each) => step(each.step, 0, 0, 0, 7)),
    places: [],
    holders: [],
    tenants: [],
  },
  'ageing.list': none,
  'drives.find': none,
  'tenants.list': none,
  'conflicts.list': none,
  'stations.list': none,
  'enrolments.list': none,
  'epochs.list': none,
  'quarantine.list': none,
  'people.list': none,
  'people.strangers': none,
  'policies.list': none,
  'reads.list': none,
  'readiness.look': { at_ms: nowMs, drives: 0, sound: 0, findings: [] },
};

const nobody = {
  kind: 'nobody',
  registry: 'custody.example/acme',
  providers: [{ id: 'company', name: 'Company sign-in' }],
  local: true,
  set_up: false,
} as const;

export const consoleScenes = {
  full: { answers: full, log },
  empty: { answers: empty },
  disputed: {
    answers: {
      ...full,
      'drives.look': {
        ...drive,
        drive: { ...driveFacts, serial: serials[3], subject: subjectOf(4), state: 'disputed', identity: identityOf(3) },
        conflicts: [conflictId],
        breaches: [{ event: someHash, type: 'custody.received', station: stations[1], at_ms: nowMs, why: 'illegal_move' }],
        breach_count: 1,
      },
    },
    log,
  },
  auditor: { answers: { ...full, 'session.look': session(['auditor']) }, log },
  technician: { answers: { ...full, 'session.look': session(['technician']) }, log },
  noRole: { answers: { 'session.look': session([]) } },
  signedOut: { answers: { 'session.look': { ...nobody, providers: [...nobody.providers] } } },
  setUp: { answers: { 'session.look': { ...nobody, providers: [], local: false, set_up: true } } },
} as const satisfies Readonly<Record<string, ConsoleScene>>;
export type ConsoleSceneName = keyof typeof consoleScenes;
