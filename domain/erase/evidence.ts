import { z } from 'zod';
import { byteCount } from '../drive/identity.ts';
import { technique } from './technique.ts';

/**
 * The drive's own word on whether the operation finished. `accepted` is only the command's good status;
 * `completed` needs a completion record; a register that did not come back is `unknown`, never `completed`.
 */
export const completion = z.strictObject({
  claim: z.enum(['completed', 'failed', 'unknown']),
  /** Where the record came from, by the standard's name: `sanitize_status_ext`, `request_sense`, `log_page_81h`, `identify_device_security`, `host_writes`, ... */
  source: z.string().max(40),
  /** The record as it came, hex. */
  raw: z
    .string()
    .regex(/^[0-9a-f]*$/)
    .max(2048),
  /** One line that a person can read, in terms of the standard. */
  reading: z.string().max(200),
});
export type Completion = z.infer<typeof completion>;

/** A run of bytes that could not be written or read. */
export const badRange = z.strictObject({ offset: byteCount, length: byteCount, sense: z.string().max(40) });
export type BadRange = z.infer<typeof badRange>;

/** Why an erase ended without the drive's word for success. Closed: the renderer has words for each. */
export const eraseFailure = z.enum([
  'drive_said_failed',
  'drive_gone',
  'drive_hung',
  'completion_unknown',
  'write_errors',
  'command_refused',
  'wrong_drive',
  'in_use',
  'clearance_expired',
  'clearance_spent',
  'markers_not_written',
  'read_only',
  'locked',
  'frozen',
  /** Nothing more can be done before the drive has lost power once: its own rule, not a fault. */
  'power_cycle_needed',
  /** Hidden areas were given back: the drive is larger than the clearance says and is planned anew. */
  'capacity_changed',
  /** The drive did not take the PSID that was scanned, or none came with the clearance. Nothing was changed. */
  'wrong_psid',
  /** A revert by PSID opened the drive. It claims no erase: the drive is planned anew and sanitized under a clearance of its own. */
  'psid_reverted',
  'dock_not_fit',
  'helper_died',
  'station_died',
]);
export type EraseFailure = z.infer<typeof eraseFailure>;

/** What is true of the drive's data when something stopped: said to the person, and recorded. */
export const dataState = z.enum(['untouched', 'partly_erased', 'erasing_in_drive', 'erased_unverified', 'unknown']);
export type DataState = z.infer<typeof dataState>;

/** What the erase did, as measured by the helper. */
export const eraseRecord = z.strictObject({
  technique,
  completion,
  started_ms: z.int(),
  duration_ms: z.int().min(0),
  /** Bytes written by the host; 0 for drive-side techniques. */
  written_bytes: byteCount,
  bad: z.array(badRange).max(32),
  /** How many bad ranges there were in all; `bad` holds the first 32. */
  bad_count: z.int().min(0),
  /** The exact command block, hex, for the certificate. Empty for host overwrite. */
  command: z
    .string()
    .regex(/^[0-9a-f]*$/)
    .max(160),
});
export type EraseRecord = z.infer<typeof eraseRecord>;

/** What was found when the seeded places were read back. Counts and places, no judgement: `judge` decides. */
export const readBackEvidence = z.strictObject({
  seed: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  kind: z.enum(['full', 'sample']),
  places: z.int().min(0),
  read_bytes: byteCount,
  /** Places whose content was not what the technique promises to leave. */
  unexpected: z.int().min(0),
  /** First unexpected offset, when there was one. */
  first_unexpected: byteCount.optional(),
  unreadable: z.int().min(0),
  first_unreadable: byteCount.optional(),
  markers: z.strictObject({ written: z.int().min(0), confirmed: z.int().min(0), surviving: z.int().min(0), unreadable: z.int().min(0) }),
  /** Known structures still found: boot record, partition table, file system superblocks. */
  structures: z.array(z.string().max(40)).max(16),
  duration_ms: z.int().min(0),
});
export type ReadBackEvidence = z.infer<typeof readBackEvidence>;
