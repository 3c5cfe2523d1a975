import { z } from 'zod';
import { admissionGround, dismissalGround, epochReason, revocationReason, stationRole, trustBound } from '../../domain/facts/control.ts';
import type { RouteTable } from '../route.ts';
import { count, done, hash, pageOf, pageQuery, personName, reason, site, station } from './parts.ts';

/** Stations, and what waits for an officer: enrolments, epochs, quarantine. */

const officers = ['supervisor', 'admin'] as const;
const watchers = ['supervisor', 'auditor', 'admin'] as const;

export const stationRow = z.strictObject({
  station,
  name: z.string(),
  site,
  platform: z.string(),
  epoch: z.int().min(1),
  seq: count,
  state: z.enum(['in_step', 'silent', 'frozen', 'waiting']),
  /** Newest fact of it in the log; absent until there is one. */
  last_event_ms: z.int().optional(),
  /** When the registry took it, less when the station says it happened. */
  lag_ms: z.int().optional(),
  /** What the station last added to its clock, and whether it measured that at all. */
  clock_off_ms: z.int().optional(),
  clock: z.enum(['measured', 'unmeasured', 'wrong', 'unknown']),
  version: z.string().optional(),
  quarantined: count,
});
export type StationRow = z.infer<typeof stationRow>;

export const stationLook = z.strictObject({
  row: stationRow,
  keys: z.array(
    z.strictObject({
      keyid: z.string(),
      use: z.string(),
      from_index: count,
      until_index: count.optional(),
      /** Why the key counts no more. */
      ended: z.enum(['rotated', 'replaced', 'revoked']).optional(),
    }),
  ),
  forks: z.array(z.strictObject({ epoch: z.int(), seq: z.int(), logged: hash, diverging: hash, at_ms: z.int() })),
  /** Facts taken a day, oldest first, the newest 30 days. */
  days: z.array(z.strictObject({ day: z.string(), facts: count })),
});
export type StationLook = z.infer<typeof stationLook>;

export const codeRow = z.strictObject({ id: z.string(), site: site.optional(), made_by: personName.optional(), expires_ms: z.int() });

export const enrolmentRow = z.strictObject({
  request: z.string(),
  words: z.array(z.string()).length(6),
  name: z.string(),
  site: z.string(),
  platform: z.string(),
  asked_ms: z.int(),
  expires_ms: z.int().optional(),
});
export type EnrolmentRow = z.infer<typeof enrolmentRow>;

export const epochRow = z.strictObject({
  request: z.string(),
  station,
  name: z.string(),
  site,
  epoch: z.int(),
  reason: epochReason,
  words: z.array(z.string()).length(6).optional(),
  after: z.strictObject({ seq: count, hash }),
  asked_ms: z.int(),
});
export type EpochRow = z.infer<typeof epochRow>;

export const quarantineRow = z.strictObject({
  entry: hash,
  station,
  name: z.string(),
  site,
  epoch: z.int(),
  seq: z.int(),
  type: z.string(),
  subject: z.string().optional(),
  at_ms: z.int(),
  why: z.string(),
  decided: z.enum(['admitted', 'dismissed']).optional(),
});
export type QuarantineRow = z.infer<typeof quarantineRow>;

const request = z.strictObject({ request: z.string().max(64) });

export const stationRoutes = {
  'stations.list': {
    method: 'GET',
    path: '/v1/console/stations',
    who: 'person',
    roles: watchers,
    summary: 'Stations with health, lag and clock, by site and name.',
    query: pageQuery,
    answer: pageOf(stationRow),
  },
  'stations.look': {
    method: 'GET',
    path: '/v1/console/stations/:station',
    who: 'person',
    roles: watchers,
    summary: 'One station: keys, forks, facts a day.',
    params: z.strictObject({ station }),
    answer: stationLook,
  },
  'keys.revoke': {
    method: 'POST',
    path: '/v1/console/stations/:station/keys/:keyid/revoke',
    who: 'person',
    roles: officers,
    summary: 'Revokes a key of a station: logs key.revoked. What comes later by it goes to quarantine.',
    params: z.strictObject({ station, keyid: z.string().max(60) }),
    /** Without `trust`, everything that is in the log by now stays believed. */
    body: z.strictObject({ reason: revocationReason, trust: trustBound.optional() }),
    answer: z.strictObject({ event: hash }),
  },
  'enrolments.code': {
    method: 'POST',
    path: '/v1/console/enrolments/codes',
    who: 'person',
    roles: officers,
    summary: 'A one-time code for one station of a site, good for 24 hours. Shown once.',
    body: z.strictObject({ site, role: stationRole }),
    answer: z.strictObject({ code: z.string(), expires_ms: z.int() }),
  },
  'enrolments.list': {
    method: 'GET',
    path: '/v1/console/enrolments',
    who: 'person',
    roles: watchers,
    summary: 'Stations that wait to be let in, with the six words that must stand on their screens.',
    answer: z.strictObject({ rows: z.array(enrolmentRow) }),
  },
  'enrolments.approve': {
    method: 'POST',
    path: '/v1/console/enrolments/:request/approve',
    who: 'person',
    roles: officers,
    summary: 'Lets a station in: logs station.enrolled. The words were compared.',
    params: request,
    body: z.strictObject({ words: z.array(z.string()).length(6) }),
    answer: z.strictObject({ station }),
  },
  'enrolments.refuse': {
    method: 'POST',
    path: '/v1/console/enrolments/:request/refuse',
    who: 'person',
    roles: officers,
    summary: 'Turns a station away.',
    params: request,
    body: z.strictObject({ reason }),
    answer: done,
  },
  'epochs.list': {
    method: 'GET',
    path: '/v1/console/epochs',
    who: 'person',
    roles: watchers,
    summary: 'Stations that wait for a new epoch: restored, cloned, reinstalled, or without their key.',
    answer: z.strictObject({ rows: z.array(epochRow) }),
  },
  'epochs.approve': {
    method: 'POST',
    path: '/v1/console/epochs/:request/approve',
    who: 'person',
    roles: officers,
    summary: 'Opens a new epoch: logs epoch.opened.',
    params: request,
    answer: z.strictObject({ event: hash }),
  },
  'epochs.refuse': {
    method: 'POST',
    path: '/v1/console/epochs/:request/refuse',
    who: 'person',
    roles: officers,
    summary: 'Refuses a new epoch; the station stays frozen.',
    params: request,
    body: z.strictObject({ reason }),
    answer: done,
  },
  'quarantine.list': {
    method: 'GET',
    path: '/v1/console/quarantine',
    who: 'person',
    roles: watchers,
    summary: 'Facts that came by a revoked key and wait for a decision, oldest first.',
    query: pageQuery,
    answer: pageOf(quarantineRow),
  },
  'quarantine.admit': {
    method: 'POST',
    path: '/v1/console/quarantine/:entry/admit',
    who: 'person',
    roles: ['supervisor'],
    summary: 'Lets a fact into the log: logs quarantine.admitted.',
    params: z.strictObject({ entry: hash }),
    body: z.strictObject({ ground: admissionGround, note: reason }),
    answer: z.strictObject({ event: hash }),
  },
  'quarantine.dismiss': {
    method: 'POST',
    path: '/v1/console/quarantine/:entry/dismiss',
    who: 'person',
    roles: ['supervisor'],
    summary: 'Keeps a fact out of the log, with a reason: logs quarantine.dismissed.',
    params: z.strictObject({ entry: hash }),
    body: z.strictObject({ ground: dismissalGround, note: reason }),
    answer: z.strictObject({ event: hash }),
  },
} as const satisfies RouteTable;
