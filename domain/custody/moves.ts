import { type FactType, readFact } from '../facts/facts.ts';
import { duties, mayCause } from '../people/duties.ts';
import type { Role } from '../people/roles.ts';
import { judgeFact } from './rules.ts';
import type { DriveLife } from './story.ts';
import { type MoveVerdict, refused } from './verdicts.ts';

export { type MoveRefusal, type MoveVerdict, moveRefusals } from './verdicts.ts';

/** A fact that somebody wants to write, and who. No actor: the station itself. */
export interface ProposedMove {
  readonly type: FactType;
  /** Held to the schema of its type first. */
  readonly body: unknown;
  readonly actor?: string | undefined;
  readonly actorRoles: readonly Role[];
  readonly witness?: string | undefined;
  readonly witnessRoles?: readonly Role[] | undefined;
  /** Unix ms. Without it every exception counts as ended. */
  readonly nowMs?: number | undefined;
}

/**
 * The one state machine of custody, for station and registry alike: roles, then people who must be two, then
 * the drive's own state. A body that does not fit its schema is an `illegal_move` with detail `bad_body`.
 */
export function judgeMove(life: DriveLife | undefined, proposed: ProposedMove): MoveVerdict {
  const read = readFact(proposed.type, proposed.body);
  if (read.kind !== 'fact') return refused('illegal_move', read.kind);
  const { actor, witness, nowMs } = proposed;
  if (!mayCause(proposed.type, actor === undefined ? 'machine' : { roles: proposed.actorRoles })) return refused('role_missing');
  const answer = judgeFact(life, read.fact, { actor, witness, nowMs });
  if (answer.kind === 'refused') return answer;
  if (witness !== undefined && !isWitnessQualified(proposed)) return refused('witness_not_qualified');
  return answer;
}

/** A witness who is named must hold the witness's role, asked for or not. */
export function isWitnessQualified(proposed: ProposedMove): boolean {
  return proposed.witnessRoles?.includes(duties[proposed.type].witness ?? 'witness') === true;
}
