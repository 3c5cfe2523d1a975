import { z } from 'zod';
import { driveState } from '../../domain/custody/words.ts';
import type { RouteTable } from '../route.ts';
import { consoleDriveRow, readers } from './drives.ts';
import { count, pageOf, pageQuery, saveAs, site, tenant } from './parts.ts';

/** What a manager or an auditor asks: where things stand, what is late, what would fail an audit. */

/** A step a drive waits in, with a limit of time (features C8). */
export const step = z.enum([
  'to_dock',
  'to_erase',
  'erasing',
  'to_verify',
  'to_validate',
  'to_release',
  'in_limbo',
  'quarantined',
  'disputed',
]);
export type Step = z.infer<typeof step>;

export const overview = z.strictObject({
  at_ms: z.int(),
  log: z.strictObject({ name: z.string(), size: count, covered: count }),
  alarms: z.array(z.strictObject({ kind: z.string(), at_ms: z.int(), detail: z.string() })),
  states: z.array(z.strictObject({ state: driveState, drives: count })),
  overdue: count,
  overdue_tomorrow: count,
  conflicts: count,
  /** `outlets` are other systems that were given up. */
  waiting: z.strictObject({ enrolments: count, epochs: count, quarantine: count, outlets: count }),
  stations: z.strictObject({ in_step: count, silent: count, frozen: count }),
  /** Drives taken in and drives let go a day, oldest first, the newest 30 days. */
  days: z.array(z.strictObject({ day: z.string(), claimed: count, released: count, destroyed: count })),
});
export type Overview = z.infer<typeof overview>;

export const ageing = z.strictObject({
  at_ms: z.int(),
  steps: z.array(
    z.strictObject({ step, limit_ms: z.int(), drives: count, overdue: count, overdue_tomorrow: count, oldest_ms: z.int().optional() }),
  ),
  places: z.array(z.strictObject({ site, place: z.string(), drives: count, overdue: count, overdue_tomorrow: count })),
  holders: z.array(z.strictObject({ holder: z.string(), drives: count, overdue: count, overdue_tomorrow: count })),
  tenants: z.array(z.strictObject({ tenant: tenant.optional(), name: z.string(), drives: count, overdue: count, overdue_tomorrow: count })),
});
export type Ageing = z.infer<typeof ageing>;

export const ageingRow = consoleDriveRow.extend({ step, due_ms: z.int() });
export type AgeingRow = z.infer<typeof ageingRow>;

/** What an auditor would write down, and what to do about it. */
export const finding = z.strictObject({
  rule: z.enum([
    'released_without_proof',
    'destroyed_without_witness',
    'open_conflict',
    'breach',
    'seen_after_end',
    'overdue',
    'quarantine_undecided',
    'station_frozen',
    'station_silent',
    'clock_wrong',
    'role_expires',
    'local_sign_in',
    'no_policy',
    'log_alarm',
    'witness_silent',
  ]),
  weight: z.enum(['fails', 'doubt', 'note']),
  count,
  /** Some of what is meant: subjects, stations, people; the newest 20. */
  about: z.array(z.strictObject({ kind: z.enum(['drive', 'station', 'person', 'alarm']), id: z.string(), name: z.string() })),
});
export type Finding = z.infer<typeof finding>;

export const readiness = z.strictObject({ at_ms: z.int(), drives: count, sound: count, findings: z.array(finding) });
export type Readiness = z.infer<typeof readiness>;

/** One change on the live stream: what to fetch again. */
export const change = z.strictObject({
  at_ms: z.int(),
  size: count,
  what: z.array(z.enum(['drives', 'stations', 'conflicts', 'waiting', 'people', 'policies', 'alarms'])),
  /** Drives that changed, at most 100; a page that shows one of them fetches it again. Only those that the asker may see. */
  subjects: z.array(z.string()),
});
export type Change = z.infer<typeof change>;

export const reportRoutes = {
  'overview.look': {
    method: 'GET',
    path: '/v1/console/overview',
    who: 'person',
    roles: [],
    summary: 'Where everything stands that the asker may see.',
    answer: overview,
  },
  'ageing.look': {
    method: 'GET',
    path: '/v1/console/ageing',
    who: 'person',
    roles: readers,
    summary: 'Overdue drives, and those that will be tomorrow, by step, place, holder and tenant.',
    query: z.strictObject({ site: site.optional(), tenant: tenant.optional() }),
    answer: ageing,
  },
  'ageing.list': {
    method: 'GET',
    path: '/v1/console/ageing/drives',
    who: 'person',
    roles: readers,
    summary: 'Drives in a step, the one that is due first at the top.',
    query: pageQuery.extend({ step: step.optional(), site: site.optional(), tenant: tenant.optional() }),
    answer: pageOf(ageingRow),
    logged: true,
  },
  'ageing.save': {
    method: 'GET',
    path: '/v1/console/ageing/file',
    who: 'person',
    roles: readers,
    summary: 'Overdue drives by step, place, holder and tenant as CSV, JSON or PDF.',
    query: z.strictObject({ as: saveAs, site: site.optional(), tenant: tenant.optional() }),
    answer: z.string(),
    media: 'text/csv, application/json or application/pdf',
  },
  'readiness.look': {
    method: 'GET',
    path: '/v1/console/readiness',
    who: 'person',
    roles: ['supervisor', 'auditor'],
    summary: 'What would fail an audit today.',
    answer: readiness,
    logged: true,
  },
  'readiness.save': {
    method: 'GET',
    path: '/v1/console/readiness/file',
    who: 'person',
    roles: ['supervisor', 'auditor'],
    summary: 'What would fail an audit today as CSV, JSON or PDF.',
    query: z.strictObject({ as: saveAs }),
    answer: z.string(),
    media: 'text/csv, application/json or application/pdf',
    logged: true,
  },
  'live.follow': {
    method: 'GET',
    path: '/v1/console/live',
    who: 'person',
    roles: [],
    summary: 'What changed, as server-sent events: each `data` is one change. Ends when the session ends.',
    answer: change,
    media: 'text/event-stream',
  },
} as const satisfies RouteTable;
