import type { AnyFact, Fact } from '../facts/facts.ts';
import { exceptionRule } from '../facts/holds.ts';
import type { DriveLife, Mark } from './story.ts';
import { firstOf, type Hands, type MoveVerdict } from './verdicts.ts';

/** Holds, exceptions and cases of one drive: their rules, and what they make of its life. */

const dayMs = 86_400_000;

/** The longest that an exception is good for. One without an end would be a rule. */
export const longestExceptionMs = 30 * dayMs;

/** From the minute a drive is missed to the minute others must be told. A common term for a breach of personal data (GDPR, article 33). */
export const missingClockMs = 72 * 3_600_000;

const keptExceptions = 32;

type HoldFact = Extract<AnyFact, { readonly type: `hold.${string}` | `exception.${string}` | `case.${string}` }>;

/** A hold may always be placed, also on a drive that is being erased or has gone: the order is not ours to refuse. */
export function judgeHoldFact(life: DriveLife, fact: HoldFact, hands: Hands): MoveVerdict {
  switch (fact.type) {
    case 'hold.placed':
      return firstOf([life.holds?.some(({ hold }) => hold === fact.body.hold) === true, 'illegal_move', 'hold_known']);
    case 'hold.lifted':
      return firstOf(
        [life.holds?.some(({ hold }) => hold === fact.body.hold) !== true, 'illegal_move', 'hold_unknown'],
        [hands.witness === undefined, 'witness_missing'],
        [hands.witness === hands.actor, 'same_person'],
      );
    case 'exception.granted':
      return judgeGrant(life, fact.body, hands);
    case 'exception.revoked':
      return firstOf([!isGranted(life, fact.body.exception), 'exception_not_valid', 'unknown']);
    case 'case.opened':
      return firstOf(
        [fact.body.kind !== 'missing', 'illegal_move', 'not_about_a_drive'],
        [life.cases?.some((each) => each.case === fact.body.case || each.kind === fact.body.kind) === true, 'illegal_move', 'case_open'],
      );
    case 'case.closed':
      return firstOf([life.cases?.some((each) => each.case === fact.body.case) !== true, 'illegal_move', 'case_unknown']);
  }
}

/** By name, for one drive and one way, with an end, and never for a drive whose sanitization failed. */
function judgeGrant(life: DriveLife, body: Fact<'exception.granted'>, { nowMs }: Hands): MoveVerdict {
  return firstOf(
    [life.must_be_destroyed, 'bound_for_destruction'],
    [isGranted(life, body.exception), 'illegal_move', 'exception_known'],
    [nowMs === undefined || body.until_ms <= nowMs, 'exception_not_valid', 'expired'],
    [nowMs !== undefined && body.until_ms > nowMs + longestExceptionMs, 'exception_not_valid', 'too_long'],
  );
}

function isGranted(life: DriveLife, exception: string): boolean {
  return life.exceptions?.some((each) => each.exception === exception) === true;
}

/** What a legal one makes of a life. Standing holds are never dropped; of exceptions the oldest are, which opens nothing. */
export function applyHoldFact(life: DriveLife, fact: HoldFact, mark: Mark): DriveLife {
  switch (fact.type) {
    case 'hold.placed':
      return { ...life, holds: [...(life.holds ?? []), { ...fact.body, mark }] };
    case 'hold.lifted':
      return withList(
        life,
        'holds',
        life.holds?.filter(({ hold }) => hold !== fact.body.hold),
      );
    case 'exception.granted':
      return { ...life, exceptions: [...(life.exceptions ?? []), { ...fact.body, mark }].slice(-keptExceptions) };
    case 'exception.revoked':
      return withList(
        life,
        'exceptions',
        life.exceptions?.filter(({ exception }) => exception !== fact.body.exception),
      );
    case 'case.opened':
      return { ...life, cases: [...(life.cases ?? []), { ...fact.body, mark }] };
    case 'case.closed':
      return withList(
        life,
        'cases',
        life.cases?.filter((each) => each.case !== fact.body.case),
      );
  }
}

/** A list that came to nothing is not in a life at all, so that it is the same as one that never had it. */
function withList<Name extends 'holds' | 'exceptions' | 'cases'>(life: DriveLife, name: Name, list: DriveLife[Name]): DriveLife {
  const rest = { ...life };
  delete rest[name];
  return list === undefined || list.length === 0 ? rest : { ...rest, [name]: list };
}

export function isExceptionRule(detail: string): boolean {
  return exceptionRule.safeParse(detail).success;
}

/** How long until others must be told of a missing drive, ms; negative when that is over. Undefined when the case tells no time. */
export function missingLeftMs(opened: Mark, nowMs: number): number | undefined {
  const at = Date.parse(opened.wall);
  return Number.isFinite(at) ? at + missingClockMs - nowMs : undefined;
}
