import { z } from 'zod';
import { driveState } from '../../domain/custody/words.ts';
import { conflictClass, conflictId, erasureGround } from '../../domain/facts/control.ts';
import { certificateId, facts, outcome } from '../../domain/facts/facts.ts';
import { personId } from '../../domain/people/roles.ts';
import type { RouteTable } from '../route.ts';
import { driveView, lifeLine, subject } from '../views.ts';
import { count, hash, pageOf, pageQuery, reason, site, station, tenant } from './parts.ts';

/** Drives: found, told, proven, disputed, taken away as files. */

export const readers = ['technician', 'custodian', 'witness', 'validator', 'supervisor', 'auditor'] as const;
const params = z.strictObject({ subject });

export const consoleDriveRow = z.strictObject({
  subject,
  serial: z.string(),
  model: z.string().optional(),
  wwn: z.string().optional(),
  state: driveState,
  /** Name, or the pseudonym where the name is not to be seen. */
  holder: z.string().optional(),
  place: z.string().optional(),
  site,
  tenant: tenant.optional(),
  since_ms: z.int(),
  outcome: outcome.optional(),
});
export type ConsoleDriveRow = z.infer<typeof consoleDriveRow>;

/** A line of a life with the station that wrote it. */
export const consoleLine = lifeLine.extend({
  station,
  station_name: z.string(),
  site,
  /** Fields that were sealed and whose values were erased. Told only to those who may read such values. */
  erased: z.array(z.string()).optional(),
});
export type ConsoleLine = z.infer<typeof consoleLine>;

export const consoleDrive = z.strictObject({
  /** Drawn by the same parts as at a bench; what only a bench knows (plan, progress, next) is absent. */
  drive: driveView.omit({ life: true }),
  life: z.array(consoleLine),
  site,
  tenant: tenant.optional(),
  /** Sealed values are opened only for roles that need them. */
  opened: z.boolean(),
  certificates: z.array(z.strictObject({ id: certificateId, outcome, event: hash, issued_ms: z.int() })),
  /** Recorded although the rules forbid it. */
  breaches: z.array(
    z.strictObject({ event: hash, type: z.string(), station, at_ms: z.int(), why: z.string(), detail: z.string().optional() }),
  ),
  breach_count: count,
  /** Open conflicts, by id. */
  conflicts: z.array(conflictId),
  /** Newest tree head that the proofs lead to. */
  checkpoint: z.strictObject({ origin: z.string(), size: count, root: z.string() }).optional(),
});
export type ConsoleDrive = z.infer<typeof consoleDrive>;

/** Who has the drive in one branch of a dispute, as that branch tells it. */
export const branch = z.strictObject({
  head: hash,
  station,
  station_name: z.string(),
  site,
  holder: z.string().optional(),
  holder_id: personId.optional(),
  place: z.string().optional(),
  lines: z.array(consoleLine),
});

export const conflictRow = z.strictObject({
  id: conflictId,
  class: conflictClass,
  subject,
  serial: z.string(),
  site,
  tenant: tenant.optional(),
  opened_ms: z.int(),
  closed_ms: z.int().optional(),
});
export type ConflictRow = z.infer<typeof conflictRow>;

export const conflictLook = z.strictObject({
  row: conflictRow,
  branches: z.array(branch),
  resolved: consoleLine.optional(),
});
export type ConflictLook = z.infer<typeof conflictLook>;

/** Which drives an export or a bundle is about: chosen ones, or everything in a span of time, at a place, of a tenant, to a consignee. */
export const choice = z.strictObject({
  subjects: z.array(subject).max(1000).optional(),
  from_ms: z.int().optional(),
  until_ms: z.int().optional(),
  site: site.optional(),
  tenant: tenant.optional(),
  /** The vendor or maker that a drive was released to, as it was written down. */
  consignee: z.string().max(200).optional(),
});
export type Choice = z.infer<typeof choice>;

const moment = z.strictObject({
  /** Size of the checkpoint that tells it. */
  size: count,
  at_ms: z.int(),
  /** `registry`: no trusted witness has cosigned that checkpoint, so only the registry's own word stands behind the time. */
  by: z.enum(['cosignature', 'registry']),
});

/** Between which two checkpoints a fact was written down, whatever its station's clock said. */
export const consoleBracket = z.strictObject({
  /** The newest checkpoint that the station had seen. Absent: it had seen none that is known. */
  not_before: moment.optional(),
  /** The first checkpoint that covers the fact. Absent: none does yet. */
  not_after: moment.optional(),
  flags: z.array(z.enum(['before_bracket', 'after_bracket'])),
});
export type ConsoleBracket = z.infer<typeof consoleBracket>;

export const driveRoutes = {
  'drives.find': {
    method: 'GET',
    path: '/v1/console/drives',
    who: 'person',
    roles: readers,
    summary:
      'Drives whose serial, WWN, id or place begins with the text, whose printed label it is, or that lie in the container or lot of that name or label; all drives when there is none.',
    query: pageQuery.extend({
      q: z.string().trim().max(80).optional(),
      state: driveState.optional(),
      site: site.optional(),
      tenant: tenant.optional(),
    }),
    answer: pageOf(consoleDriveRow),
    logged: true,
  },
  'drives.look': {
    method: 'GET',
    path: '/v1/console/drives/:subject',
    who: 'person',
    roles: readers,
    summary: 'The life of one drive, fact by fact, and what follows from it.',
    params,
    answer: consoleDrive,
    logged: true,
  },
  'drives.proof': {
    method: 'GET',
    path: '/v1/console/drives/:subject/proofs/:event',
    who: 'person',
    roles: readers,
    summary: 'Proof that one fact of a drive is in the log (c2sp.org/tlog-proof@v1).',
    params: params.extend({ event: hash }),
    answer: z.string(),
    media: 'text/plain; charset=utf-8',
    logged: true,
  },
  'drives.bracket': {
    method: 'GET',
    path: '/v1/console/drives/:subject/brackets/:event',
    who: 'person',
    roles: readers,
    summary: 'Between which two tree heads of the log one fact of a drive was written down.',
    params: params.extend({ event: hash }),
    answer: consoleBracket,
    logged: true,
  },
  'drives.photo': {
    method: 'GET',
    path: '/v1/console/drives/:subject/photos/:photo',
    who: 'person',
    roles: ['custodian', 'supervisor', 'auditor'],
    summary: 'A photo that was taken of a drive, once its station has brought it.',
    params: params.extend({ photo: hash }),
    answer: z.instanceof(Uint8Array),
    media: 'image/jpeg',
    logged: true,
  },
  'drives.erase': {
    method: 'POST',
    path: '/v1/console/drives/:subject/erase',
    who: 'person',
    roles: ['supervisor'],
    summary: 'Erases sealed values of one line of a life for good: logs erasure.done. Every proof stays good.',
    params,
    body: z.strictObject({ event: hash, fields: z.array(z.string().min(1).max(40)).min(1).max(64), ground: erasureGround }),
    answer: z.strictObject({ event: hash }),
  },
  'drives.export': {
    method: 'POST',
    path: '/v1/console/drives/export',
    who: 'person',
    roles: ['supervisor', 'auditor'],
    summary: 'Chosen drives as CSV or JSON.',
    query: z.strictObject({ as: z.enum(['csv', 'json']) }),
    body: choice,
    answer: z.string(),
    media: 'text/csv or application/json',
    logged: true,
  },
  'drives.bundle': {
    method: 'POST',
    path: '/v1/console/drives/bundle',
    who: 'person',
    roles: ['supervisor', 'auditor'],
    summary: 'An audit bundle for chosen drives, checker inside.',
    body: choice,
    answer: z.instanceof(Uint8Array),
    media: 'application/zip',
    logged: true,
  },
  'conflicts.list': {
    method: 'GET',
    path: '/v1/console/conflicts',
    who: 'person',
    roles: ['custodian', 'supervisor', 'auditor'],
    summary: 'Conflicts about drives, newest first.',
    query: pageQuery.extend({ closed: z.stringbool().optional() }),
    answer: pageOf(conflictRow),
    logged: true,
  },
  'conflicts.look': {
    method: 'GET',
    path: '/v1/console/conflicts/:id',
    who: 'person',
    roles: ['custodian', 'supervisor', 'auditor'],
    summary: 'One conflict with its branches side by side.',
    params: z.strictObject({ id: conflictId }),
    answer: conflictLook,
    logged: true,
  },
  'conflicts.resolve': {
    method: 'POST',
    path: '/v1/console/conflicts/:id/resolve',
    who: 'person',
    roles: ['supervisor'],
    summary: 'Closes a conflict: logs who has the drive and why, resting on every branch.',
    params: z.strictObject({ id: conflictId }),
    /** `heads` are those of the branches that were looked at, so that no story that came since is passed over. Without a holder, nobody is to hold the drive. */
    body: z.strictObject({
      heads: z.array(hash).min(1).max(64),
      holder: personId.optional(),
      reason: facts['conflict.resolved'].shape.reason,
      note: reason,
    }),
    answer: z.strictObject({ event: hash }),
  },
} as const satisfies RouteTable;
