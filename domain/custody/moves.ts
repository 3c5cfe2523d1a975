import type { FactType } from '../facts/facts.ts';
import type { Role } from '../people/roles.ts';
import type { DriveLife } from './life.ts';

/** Why a move is refused: a part of the window's closed list of refusals (`contract/bridge.ts`). */
export const moveRefusals = [
  'role_missing',
  'same_person',
  'witness_missing',
  'witness_not_qualified',
  'not_the_holder',
  'not_the_receiver',
  'already_in_custody',
  'drive_unknown',
  'identity_lock_shut',
  'no_plan',
  'job_running',
  'no_job',
  'cannot_cancel',
  'illegal_move',
  'no_proof',
  'proof_rejected',
  'bound_for_destruction',
  'quarantined',
  'not_quarantined',
  'already_ended',
  'disputed',
  'nothing_to_validate',
  'validator_sanitized_it',
  'verdict_failed',
  'certificate_unknown',
] as const;
export type MoveRefusal = (typeof moveRefusals)[number];

/** A fact that somebody wants to write, and who. No actor: the station itself. */
export interface ProposedMove {
  readonly type: FactType;
  /** Held to the schema of its type first. */
  readonly body: unknown;
  readonly actor?: string | undefined;
  readonly actorRoles: readonly Role[];
  readonly witness?: string | undefined;
  readonly witnessRoles?: readonly Role[] | undefined;
}

export type MoveVerdict = { readonly kind: 'legal' } | { readonly kind: 'refused'; readonly why: MoveRefusal; readonly detail?: string };

/** The one state machine of custody, for station and registry alike. */
export function judgeMove(life: DriveLife | undefined, proposed: ProposedMove): MoveVerdict {
  void life;
  void proposed;
  return { kind: 'refused', why: 'illegal_move' };
}
