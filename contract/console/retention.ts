import { z } from 'zod';
import type { RouteTable } from '../route.ts';
import { count, hash, tenant } from './parts.ts';
import { holdGround } from '../../domain/facts/holds.ts';
import { personId } from '../../domain/people/roles.ts';

/** Contracts that have ended, and the clocks of what has to be deleted after them. */

const days = z.int().min(1).max(3650);

/** What became of a tenant's drives. `met`, `early` and `late` are deleted; of the others the data may still be there. */
export const retentionCounts = z.strictObject({
  met: count,
  early: count,
  late: count,
  kept: count,
  due: count,
  overdue: count,
  held: count,
});
export type RetentionCounts = z.infer<typeof retentionCounts>;

export const contractRow = z.strictObject({
  tenant,
  name: z.string(),
  ended_ms: z.int(),
  keep_days: days,
  delete_by_days: days,
  /** Days on the clock of the tenant, and the nearest warning that was passed and is not yet over: 60, 30 or 7 days before. */
  day: count,
  warning: count.optional(),
  delete_by_ms: z.int(),
  counts: retentionCounts,
  said_by: z.strictObject({ person: personId, name: z.string() }).optional(),
  said_ms: z.int(),
});
export type ContractRow = z.infer<typeof contractRow>;

const params = z.strictObject({ tenant });

/** A legal hold on all of a tenant that stands. */
export const tenantHoldRow = z.strictObject({
  hold: z.string(),
  tenant,
  name: z.string(),
  ground: holdGround,
  placed_ms: z.int(),
  placed_by: z.strictObject({ person: personId, name: z.string() }).optional(),
});
export type TenantHoldRow = z.infer<typeof tenantHoldRow>;

export const retentionRoutes = {
  'retention.list': {
    method: 'GET',
    path: '/v1/console/retention',
    who: 'person',
    roles: ['custodian', 'supervisor', 'auditor'],
    summary: 'Ended contracts of the tenants that the asker sees everywhere, with their clocks.',
    answer: z.strictObject({
      at_ms: z.int(),
      /** Up to when every hold is known; older than three days, nothing may be deleted for the sake of a contract. */
      holds_known_ms: z.int().optional(),
      /** Drives in custody whose owner nobody knows, up to a thousand: each may be anybody's. */
      unknown: count,
      rows: z.array(contractRow),
      /** Legal holds on whole tenants that stand. */
      holds: z.array(tenantHoldRow),
    }),
  },
  'retention.end': {
    method: 'POST',
    path: '/v1/console/retention/:tenant',
    who: 'person',
    roles: ['supervisor'],
    summary: 'Says that the contract of a tenant has ended: logs contract.ended. Said again, it takes the place of what was said before.',
    params,
    body: z
      .strictObject({ ended_ms: z.int().min(0), keep_days: days.optional(), delete_by_days: days.optional() })
      .refine(({ keep_days: keep = 90, delete_by_days: by = 180 }) => keep < by, 'what is kept longer cannot be deleted sooner'),
    answer: z.strictObject({ event: hash }),
  },
  'retention.resume': {
    method: 'POST',
    path: '/v1/console/retention/:tenant/resume',
    who: 'person',
    roles: ['supervisor'],
    summary: 'Says that the contract of a tenant goes on, or that its end was a mistake: logs contract.resumed.',
    params,
    answer: z.strictObject({ event: hash }),
  },
  'retention.hold': {
    method: 'POST',
    path: '/v1/console/retention/:tenant/hold',
    who: 'person',
    roles: ['supervisor'],
    summary: 'Puts all of a tenant on legal hold: logs tenant.held. Stations that hear of it let no drive of the tenant go, nor erase one.',
    params,
    body: z.strictObject({ ground: holdGround, note: z.string().max(500).optional() }),
    answer: z.strictObject({ event: hash }),
  },
  'retention.lift': {
    method: 'POST',
    path: '/v1/console/retention/:tenant/hold/:hold/lift',
    who: 'person',
    roles: ['supervisor'],
    summary: 'Lifts a legal hold on a tenant: logs tenant.freed. Not by whoever placed it.',
    params: z.strictObject({ tenant, hold: z.string().max(40) }),
    body: z.strictObject({ note: z.string().max(500).optional() }),
    answer: z.strictObject({ event: hash }),
  },
  'retention.report': {
    method: 'GET',
    path: '/v1/console/retention/:tenant/report',
    who: 'person',
    roles: ['supervisor', 'auditor'],
    summary: 'The report of day 180, at any day: every drive of the tenant with what became of it, as CSV or JSON.',
    params,
    query: z.strictObject({ as: z.enum(['csv', 'json']) }),
    answer: z.string(),
    media: 'text/csv or application/json',
    logged: true,
  },
} as const satisfies RouteTable;
