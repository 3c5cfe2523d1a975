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
  'on_hold',
  'hold_list_old',
  'hold_unread',
  'owner_unknown',
  'contract_keeps',
  'contract_unread',
  'drive_missing',
  'exception_not_valid',
  'stays_here',
  'fields_missing',
  'recheck_due',
  'same_dock',
  'already_stamped',
  'container_unknown',
  'not_in_this_state',
  'content_differs',
  'item_elsewhere',
  'handed_whole',
  'not_whole',
  'seal_differs',
  'items_unproven',
  'machine_missing',
  'machine_unknown',
  'machine_retired',
  'machine_unsuited',
  'machine_not_calibrated',
  'fragments_too_large',
  'mass_outside',
  'maker_rule',
  'return_late',
  'kept_back',
  'credit_rule',
] as const;
export type MoveRefusal = (typeof moveRefusals)[number];

/** Legal, or why not. `detail` is a finer code where the refusal alone leaves the question open. */
export type MoveVerdict = { readonly kind: 'legal' } | { readonly kind: 'refused'; readonly why: MoveRefusal; readonly detail?: string };

export const legal: MoveVerdict = { kind: 'legal' };

export function refused(why: MoveRefusal, detail?: string): MoveVerdict {
  return detail === undefined ? { kind: 'refused', why } : { kind: 'refused', why, detail };
}

/** Who causes a fact, as the event names them. No actor: the station itself. */
export interface Hands {
  readonly actor?: string | undefined;
  readonly witness?: string | undefined;
  /** When it is done, Unix ms: by the station's clock when it is proposed, by the fact's own claim when it is folded. */
  readonly nowMs?: number | undefined;
}

/** What shuts a way, and the refusal when it does. */
export type Condition = readonly [boolean, MoveRefusal, string?];

/** The first condition that holds is the answer; none: legal. */
export function firstOf(...conditions: readonly Condition[]): MoveVerdict {
  for (const [holds, why, detail] of conditions) if (holds) return refused(why, detail);
  return legal;
}
