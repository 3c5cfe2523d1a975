import { z } from 'zod';
import { driveState } from '../../domain/custody/words.ts';
import { recheckVerdict } from '../../domain/erase/recheck.ts';
import type { RouteTable } from '../route.ts';
import { count, hash, personName } from './parts.ts';

/** Drives that were drawn for a re-check, and what became of them. */

const drive = { subject: z.string(), serial: z.string(), site: z.string() };

/** Still to be looked at, and in custody. */
export const recheckDue = z.strictObject({ ...drive, state: driveState, place: z.string().optional(), drawn_ms: z.int() });
export type RecheckDue = z.infer<typeof recheckDue>;

export const recheckDone = z.strictObject({
  ...drive,
  event: hash,
  verdict: recheckVerdict,
  by: personName.optional(),
  at_ms: z.int(),
});
export type RecheckDone = z.infer<typeof recheckDone>;

/** One month of the control chart. Shares are 0 to 1. */
export const recheckMonth = z.strictObject({
  /** Like 2026-11, UTC. */
  month: z.string(),
  checked: count,
  failed: count,
  share: z.number().optional(),
  /** Three standard deviations above the centre. */
  upper: z.number().optional(),
  out: z.boolean(),
});
export type RecheckMonth = z.infer<typeof recheckMonth>;

export const recheckRoutes = {
  'rechecks.list': {
    method: 'GET',
    path: '/v1/console/rechecks',
    who: 'person',
    roles: ['technician', 'custodian', 'validator', 'supervisor', 'auditor'],
    summary:
      'Drives that were drawn for a re-check: those that wait for one, the newest that were read again, and the shares of each month.',
    answer: z.strictObject({
      at_ms: z.int(),
      /** How many of a thousand the newest window drew; absent while none was ever closed. */
      share_permille: z.int().optional(),
      /** Longest waiting first, at most 200. */
      due: z.array(recheckDue),
      /** All that wait, also beyond those. */
      due_count: count,
      /** Drawn, and gone before anybody looked: released or destroyed. */
      gone_count: count,
      /** Newest first, at most 100. */
      done: z.array(recheckDone),
      /** Of all periods; absent while nothing was checked. */
      centre: z.number().optional(),
      /** The newest twelve months, oldest first. */
      months: z.array(recheckMonth),
    }),
    logged: true,
  },
} as const satisfies RouteTable;
