import { z } from 'zod';

/** Why a drive was pulled. Decides with the data class what may become of it. */
export const pullReason = z.enum(['failed', 'predicted_failure', 'retired', 'end_of_lease', 'spare', 'unknown']);
export type PullReason = z.infer<typeof pullReason>;

/** Confidentiality of the data that was on the drive. Unknown counts as the highest. */
export const dataClass = z.enum(['public', 'internal', 'confidential', 'restricted', 'unknown']);
export type DataClass = z.infer<typeof dataClass>;

/** Where the drive is meant to go. `undecided` counts as leaving our control. */
export const destination = z.enum(['maker', 'reuse', 'vendor', 'destruction', 'undecided']);
export type Destination = z.infer<typeof destination>;

/** Why a drive stands in quarantine. Each has one way out, named in `custody-rules.ts`. */
export const quarantineCause = z.enum([
  'label_mismatch',
  'sanitization_failed',
  'not_verified',
  'rejected',
  'unknown_drive',
  'drive_silent',
  'legal_hold',
  'person',
]);
export type QuarantineCause = z.infer<typeof quarantineCause>;

/** How a drive was destroyed. NIST SP 800-88 names for Destroy. */
export const destroyTechnique = z.enum(['shred', 'disintegrate', 'pulverize', 'incinerate', 'melt']);
export type DestroyTechnique = z.infer<typeof destroyTechnique>;

/** The one word for where a drive is in its life. */
export const driveState = z.enum([
  'in_custody', // claimed, nothing known of its data
  'offered', // in limbo: handed over by one side only
  'identified', // seen in a bay, identity lock open
  'mismatch', // seen in a bay, identity lock shut
  'cleared',
  'sanitizing',
  'interrupted',
  'sanitized_unverified', // the drive's word only
  'verified', // read back and judged, not yet validated
  'validated', // a person has accepted the result: proof exists
  'quarantined',
  'released',
  'destroyed',
  'disputed',
]);
export type DriveState = z.infer<typeof driveState>;

/** Which drives each lamp of the bench counts, and which the list behind it shows. */
export const lampStates = {
  in_custody: [
    'in_custody',
    'offered',
    'identified',
    'mismatch',
    'cleared',
    'sanitizing',
    'interrupted',
    'sanitized_unverified',
    'verified',
    'validated',
    'quarantined',
    'disputed',
  ],
  sanitizing: ['cleared', 'sanitizing'],
  to_validate: ['verified'],
  quarantined: ['quarantined', 'mismatch'],
  ready_to_release: ['validated'],
  limbo: ['offered'],
} as const satisfies Record<string, readonly DriveState[]>;
