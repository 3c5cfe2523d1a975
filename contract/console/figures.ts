import { z } from 'zod';
import type { Role } from '../../domain/people/roles.ts';
import type { RouteTable } from '../route.ts';
import { count, saveAs, site } from './parts.ts';

/**
 * Figures over months: how erases end, how steps are done, what becomes of drives that are bound for their maker. They
 * count every tenant's drives together, so they are of the sites where the asker sees every tenant.
 */

/** `2026-11`, by when the registry took the fact. */
const month = z.string().regex(/^20\d\d-(?:0[1-9]|1[0-2])$/);
const query = z.strictObject({ from: month.optional(), site: site.optional() });

export const failuresBy = z.enum(['model', 'firmware', 'dock']);
export type FailuresBy = z.infer<typeof failuresBy>;

export const failureRow = z.strictObject({
  /** Of a firmware, its model stands before it. */
  name: z.string(),
  firmware: z.string().optional(),
  /** Erases that came to their end, that failed, that were stopped from outside. */
  done: count,
  failed: count,
  stopped: count,
  /** What verification said of them; `refuted` found data. */
  verified: count,
  unverified: count,
  refuted: count,
});
export type FailureRow = z.infer<typeof failureRow>;

/** `intake` and `dock` are scanned or not; the others are reasons why something was done otherwise. */
export const actStep = z.enum(['intake', 'dock', 'override', 'exception', 'missing']);
export type ActStep = z.infer<typeof actStep>;
export const actRow = z.strictObject({ step: actStep, how: z.string(), acts: count });
export type ActRow = z.infer<typeof actRow>;

/** Credits of makers, in the smallest unit of each currency; amounts of two currencies are never added. */
const ofMaker = { maker: z.string(), currency: z.string(), drives: count };
export const creditFigures = z.strictObject({
  /** By the month in which they were expected. `open_minor` may still come. */
  rows: z.array(
    z.strictObject({ month, ...ofMaker, expected_minor: count, received_minor: count, refused_minor: count, open_minor: count }),
  ),
  refusals: z.array(z.strictObject({ ...ofMaker, why: z.string(), minor: count })),
  /** Drives that have not gone back and whose window is over or ends within two weeks; no currency where no fee is known. */
  late: z.array(z.strictObject({ ...ofMaker, over: count, minor: count, first_ms: z.int() })),
});
export type CreditFigures = z.infer<typeof creditFigures>;

export const returnFigures = z.strictObject({
  at_ms: z.int(),
  from: month,
  /** Drives that wait to go back to their maker, by the days since they were bound for it: under 30, 60, 90, and more. */
  waiting: z.array(z.strictObject({ from_days: count, until_days: count.optional(), drives: count })),
  /** What became of such drives. `destroyed` and `elsewhere` are credits that nobody will get. */
  months: z.array(z.strictObject({ month, bound: count, sent: count, destroyed: count, elsewhere: count })),
  models: z.array(z.strictObject({ model: z.string(), bound: count, sent: count, destroyed: count, elsewhere: count })),
  credits: creditFigures,
});
export type ReturnFigures = z.infer<typeof returnFigures>;

const lookers = ['custodian', 'supervisor', 'auditor'] as const satisfies readonly Role[];

export const figureRoutes = {
  'failures.look': {
    method: 'GET',
    path: '/v1/console/figures/failures',
    who: 'person',
    roles: lookers,
    summary: 'How erases end, by model, firmware or dock, the most failures first.',
    query: query.extend({ by: failuresBy.optional() }),
    answer: z.strictObject({ at_ms: z.int(), from: month, by: failuresBy, rows: z.array(failureRow) }),
  },
  'scans.look': {
    method: 'GET',
    path: '/v1/console/figures/scans',
    who: 'person',
    roles: lookers,
    summary: 'How many labels were truly scanned, and the reasons of overrides and exceptions, by step and not by person.',
    query,
    answer: z.strictObject({ at_ms: z.int(), from: month, rows: z.array(actRow) }),
  },
  'returns.look': {
    method: 'GET',
    path: '/v1/console/figures/returns',
    who: 'person',
    roles: lookers,
    summary: 'Drives that wait to go back to their maker, by age, what became of the others, and their credits.',
    query,
    answer: returnFigures,
  },
  'figures.save': {
    method: 'GET',
    path: '/v1/console/figures/:figure/file',
    who: 'person',
    roles: lookers,
    summary: 'One of the figures as CSV, JSON or PDF.',
    params: z.strictObject({ figure: z.enum(['failures', 'scans', 'returns', 'credits']) }),
    query: query.extend({ as: saveAs, by: failuresBy.optional() }),
    answer: z.string(),
    media: 'text/csv, application/json or application/pdf',
  },
} as const satisfies RouteTable;
