import type { ConsoleRouteId } from '../../../contract/console/routes.ts';
import type { Role } from '../../../domain/people/roles.ts';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import { policyHash, type Policy } from '../../../domain/policy/policy.ts';
import type { Answer } from '../../../renderer/console/ask.ts';
import { identityOf, nowMs, people, subjectOf } from '../scenes.ts';
import type { CannedLog } from './canned-log.ts';
import {
  bracket,
  conflict,
  conflictId,
  conflictRow,
  dayMs,
  drive,
  driveFacts,
  hour,
  log,
  rows,
  serials,
  someHash,
  stationId,
  stations,
  tenants,
} from './scene-drives.ts';
import { figures } from './scene-figures.ts';
import { firmware } from './scene-firmware.ts';
import { noRechecks, rechecks } from './scene-rechecks.ts';
import { outlets } from './scene-outlets.ts';
import { policyDrafts } from './scene-policies.ts';
import { retention } from './scene-retention.ts';
import { days, reports, step } from './scene-reports.ts';
import { stationAnswers } from './scene-stations.ts';

/** Canned answers of a registry for looking at pages. Each is held to its route's schema before it is sent. */
export type Answers = { readonly [Id in ConsoleRouteId]?: Answer<Id> };

export interface ConsoleScene {
  readonly answers: Answers;
  readonly log?: CannedLog;
}

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

/** Everything at once: a registry of two sites on an ordinary day. */
export const full: Answers = {
  'session.look': session(['supervisor', 'auditor', 'admin']),
  ...reports,
  'outlets.list': outlets,
  'retention.list': retention,
  'firmware.list': firmware,
  'rechecks.list': rechecks,
  ...figures,
  ...policyDrafts,
  'drives.find': { rows: rows.slice(0, 30), next: 'more' },
  'drives.look': drive,
  'drives.bracket': bracket,
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
  ...stationAnswers,
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
  'people.enrolled': {
    rows: people.map(({ id, name, roles, active }, at) => ({
      person: `${id.slice(0, -2)}e${at}`,
      name: at === 1 ? 'Custodian 1' : name.replace(/ \d$/, ' 2'),
      station: stationId,
      station_name: 'Bench 3',
      site: 'Frankfurt 2',
      roles: [...roles],
      active,
      grants: at === 0 ? [{ role: 'supervisor' as const, sites: ['Frankfurt 2'], tenants: ['*'], until_ms: nowMs + 40 * dayMs }] : [],
    })),
  },
  'programs.list': {
    rows: [
      {
        person: `tc_${'5'.repeat(32)}`,
        name: 'Evidence collector',
        made_by: { person: people[0]!.id, name: people[0]!.name },
        made_ms: nowMs - 40 * dayMs,
        until_ms: nowMs + 200 * dayMs,
        active: true,
        grants: [{ role: 'auditor', sites: ['Frankfurt 2'], tenants: ['*'], until_ms: nowMs + 200 * dayMs }],
        last_seen_ms: nowMs - hour,
      },
      {
        person: `tc_${'6'.repeat(32)}`,
        name: 'Old dashboard',
        made_by: { person: people[0]!.id, name: people[0]!.name },
        made_ms: nowMs - 90 * dayMs,
        until_ms: nowMs + 100 * dayMs,
        active: false,
        grants: [],
      },
    ],
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
    waiting: { enrolments: 0, epochs: 0, quarantine: 0, outlets: 0 },
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
  'firmware.list': { at_ms: nowMs, rows: [] },
  'rechecks.list': noRechecks,
  'tenants.list': none,
  'conflicts.list': none,
  'stations.list': none,
  'enrolments.list': none,
  'epochs.list': none,
  'failures.look': { ...figures['failures.look'], rows: [] },
  'scans.look': { ...figures['scans.look'], rows: [] },
  'returns.look': { ...figures['returns.look'], waiting: [], months: [], models: [], credits: { rows: [], refusals: [], late: [] } },
  'retention.list': { at_ms: nowMs, unknown: 0, rows: [], holds: [] },
  'quarantine.list': none,
  'outlets.list': { at_ms: nowMs, size: 0, rows: [] },
  'people.list': none,
  'people.enrolled': none,
  'people.strangers': none,
  'programs.list': none,
  'policies.list': none,
  'drafts.list': none,
  'policies.proposals': none,
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
