import { z } from 'zod';
import { unreadLabel } from '../domain/facts/facts.ts';
import { moveRefusals } from '../domain/custody/verdicts.ts';
import { expectedRefusals } from '../domain/intake/expected.ts';
import { recordRef } from './view-parts.ts';

/** Every reason to say no. Closed: `renderer/words` has an answer to each. */
export const refusal = z.enum([
  ...moveRefusals,
  ...expectedRefusals,
  'row_unclear',
  'not_signed_in',
  'session_ended',
  'already_set_up',
  'not_set_up',
  'badge_unknown',
  'pin_wrong',
  'pin_locked',
  'pin_too_short',
  'badge_taken',
  'name_missing',
  'person_unknown',
  'no_serial',
  'label_was_read',
  'typed_differs',
  'policy_by_registry',
  'no_intake',
  'field_not_taken',
  'bay_unknown',
  'bay_empty',
  'bay_guarded',
  'dock_not_fit',
  'not_in_a_bay',
  'drive_silent',
  'psid_missing',
  'not_drawn',
  'recheck_stopped',
  'stamp_stopped',
  'label_not_scanned',
  'practice_only',
  'bay_in_use',
  'scanner_unknown',
  'helper_unavailable',
  'store_failed',
  'no_registry',
  'sync_frozen',
  'request_open',
  'nothing_to_ask',
  'not_an_officer',
  'log_knows_more',
  'undo_over',
  'photo_not_kept',
  'photo_unreadable',
  'photo_changed',
  'photo_not_here',
  'label_no_printer',
  'label_queue_full',
  'label_for_nothing',
  'label_waits',
  'label_gone',
  'label_on_its_way',
  'label_not_printed',
  'answer_unreadable',
  'bundle_unreadable',
  'bundle_not_ours',
]);
export type Refusal = z.infer<typeof refusal>;

/** Receipt: the facts that were written, or why nothing was. A refusal has changed nothing. */
export const receipt = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), events: z.array(z.string()), subject: recordRef.optional() }),
  z.strictObject({ kind: z.literal('refused'), why: refusal, detail: z.string().optional() }),
]);
export type Receipt = z.infer<typeof receipt>;

/** A second person's own badge and PIN, given at the step itself. */
export const credentials = z.strictObject({ badge: z.string().min(1).max(80), pin: z.string().min(1).max(64) });

/** A serial that no scanner could read, typed once more by a second person who did not see the first typing. */
export const typedTwice = z.strictObject({ why: unreadLabel, again: z.string().min(1).max(64), witness: credentials });
