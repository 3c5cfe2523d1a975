import { z } from 'zod';
import { personId } from '../../domain/people/roles.ts';
import type { RouteTable } from '../route.ts';
import { count, done } from './parts.ts';

/** Other systems that the registry tells of its log, and how far each was told. */

export const outletRow = z.strictObject({
  name: z.string(),
  way: z.enum(['webhook', 'syslog']),
  to: z.string(),
  /** `new` was not told anything yet. */
  state: z.enum(['new', 'told', 'waiting', 'given_up']),
  /** Index of the next entry that it is told, and how many there are from there. */
  next: count,
  behind: count,
  /** Events that it took in all, and when the last ones. */
  taken: count,
  taken_ms: z.int().optional(),
  /** Attempts since then, the first of them, the next one, and why the last one failed. */
  failures: count,
  failed_ms: z.int().optional(),
  due_ms: z.int().optional(),
  why: z.string().optional(),
  /** Who last set it to a place; nobody when the operator did on the machine itself. */
  set_by: z.strictObject({ person: personId, name: z.string() }).optional(),
  set_ms: z.int().optional(),
});
export type OutletRow = z.infer<typeof outletRow>;

export const outletRoutes = {
  'outlets.list': {
    method: 'GET',
    path: '/v1/console/outlets',
    who: 'person',
    roles: ['supervisor', 'auditor', 'admin'],
    summary: 'Other systems that are told of the log, and how far. Only for who sees every site and tenant.',
    answer: z.strictObject({ at_ms: z.int(), size: count, rows: z.array(outletRow) }),
  },
  'outlets.replay': {
    method: 'POST',
    path: '/v1/console/outlets/:outlet/replay',
    who: 'person',
    roles: ['admin'],
    summary: 'Tells another system of the log again from a place on, also one that was given up. Only for who sees every site and tenant.',
    params: z.strictObject({ outlet: z.string().max(32) }),
    body: z.strictObject({ from: count }),
    answer: done,
  },
} as const satisfies RouteTable;
