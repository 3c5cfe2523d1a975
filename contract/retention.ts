import { oc } from '@orpc/contract';
import { z } from 'zod';
import { driveLine } from './views.ts';

/** Window to station: what has to be deleted by when, because a contract has ended. All times are Unix ms. */

const ms = z.int().min(0);

/** Why a drive may not lose its data now (`domain/retention/terms.ts`). `until_ms`: the first moment at which it may. */
export const termView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['kept', 'unread', 'owner_unknown']), until_ms: ms }),
  z.strictObject({ kind: z.literal('hold_list_old') }),
]);
export type TermView = z.infer<typeof termView>;

/** How a drive of an ended contract stands; `warning`: within so many days of its last one. */
export const dueView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('overdue'), by_ms: ms }),
  z.strictObject({ kind: z.literal('due'), by_ms: ms, warning: z.int().min(1).optional() }),
  z.strictObject({ kind: z.literal('held') }),
  z.strictObject({ kind: z.literal('kept'), until_ms: ms }),
]);
export type DueView = z.infer<typeof dueView>;

const dueLine = z.strictObject({
  drive: driveLine,
  /** The newest name that was said of it. */
  owner: z.string(),
  due: dueView,
});
export type DueLine = z.infer<typeof dueLine>;

/** Most rows of one list. */
export const mostDue = 500;

export const dueList = z.strictObject({
  /** Drives in custody here that hold data of an ended contract, the most urgent first. */
  rows: z.array(dueLine).max(mostDue),
  /** There are more than this list holds; these come first. */
  more: z.boolean(),
  /** Contracts that have ended, as far as this station has heard. */
  contracts: z.int().min(0),
  /** Drives in custody of which nobody here can tell whether they are of one of them. */
  unknown: z.int().min(0),
  /** Holds may stand of which nobody here can know, so that none of these may be deleted now. */
  holds_old: z.boolean(),
});
export type DueList = z.infer<typeof dueList>;

export const retentionCalls = {
  due: oc.output(dueList),
};
