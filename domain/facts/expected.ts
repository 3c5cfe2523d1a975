import { z } from 'zod';
import { hashPattern } from '../ledger/hash.ts';

/**
 * The facts about what was expected before it was scanned, about finds that nobody expected, and about reports of
 * other tools. The subject of an expected list and of a find is a container (`c1_`); that of a report is the drive.
 * Like `facts.ts` they hold nothing personal: host, slot, ticket and notes are sealed beside them.
 */

const hash = z.string().regex(hashPattern);
const driveRef = z.string().regex(/^d1_[0-9a-f]{32}$/);
const row = z.int().min(1).max(100_000);
const findId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
const count = z.int().min(0).max(100_000);

/** Where an expected list came from. */
export const expectedSource = z.enum(['ticket', 'csv', 'manifest']);
export type ExpectedSource = z.infer<typeof expectedSource>;

/** One drive of an expected list. At least one of serial and WWN, or neither and `unnamed`: a bay that is known to hold one. `row` is its number in the list from 1. */
export const expectedRow = z.strictObject({
  row,
  serial: z.string().min(1).max(64).optional(),
  /** 16 or 32 lower-case hex digits. */
  wwn: z
    .string()
    .regex(/^[0-9a-f]{16}([0-9a-f]{16})?$/)
    .optional(),
  model: z.string().min(1).max(64).optional(),
  unnamed: z.literal(true).optional(),
});
export type ExpectedRow = z.infer<typeof expectedRow>;

/** So many rows fit into one event with room to spare (`maxEventBytes`). */
export const rowsPerPart = 40;

/** What spoke for a drive being the one of a row; `unnamed_bay`: somebody took it out of a bay of which no number was known. */
export const metBy = z.enum(['serial_equal', 'serial_equal_by_maker_rule', 'wwn_equal', 'unnamed_bay']);
export type MetBy = z.infer<typeof metBy>;

/** Why an expected drive is not there. Each has somebody who signed for it. */
export const missingReason = z.enum(['never_in_host', 'left_in_host', 'pulled_before', 'with_somebody_else', 'list_wrong', 'lost']);
export type MissingReason = z.infer<typeof missingReason>;

/** What became of a find. */
export const findOutcome = z.enum(['taken_in', 'belongs_elsewhere', 'holds_no_data', 'list_wrong']);
export type FindOutcome = z.infer<typeof findOutcome>;

/** Other tools whose reports are read. */
export const foreignTool = z.enum(['nwipe', 'blancco', 'openseachest']);
export type ForeignTool = z.infer<typeof foreignTool>;

/**
 * Whose word a result is: `file` is what a file says, `signed_file` one whose signature was checked against a key that
 * this place trusts. Neither is a proof of ours.
 */
export const reportTrust = z.enum(['file', 'signed_file']);
export type ReportTrust = z.infer<typeof reportTrust>;

/** What the other tool says became of the drive. `unclear`: it does not say, or in words that are not known here. */
export const reportResult = z.enum(['erased', 'failed', 'aborted', 'started', 'unclear']);
export type ReportResult = z.infer<typeof reportResult>;

export const expectedFacts = {
  /** A list may take several events; `part` counts from 1 to `parts`, and nothing is met before the last one. */
  'expected.listed': z.strictObject({
    source: expectedSource,
    part: z.int().min(1).max(2500),
    parts: z.int().min(1).max(2500),
    file: z.strictObject({ sha256: hash, size: z.int().min(0) }).optional(),
    rows: z.array(expectedRow).min(1).max(rowsPerPart),
  }),
  'expected.met': z.strictObject({ row, drive: driveRef, by: metBy }),
  'expected.missing': z.strictObject({ row, reason: missingReason }),
  /** Every row is met or has its reason. The counts are those of the list at that moment. */
  'expected.closed': z.strictObject({ met: count, missing: count, finds: count }),
  /** A case, never an error: something is here that no list names, or whose label says nothing. */
  'find.unknown': z.strictObject({
    find: findId,
    place: z.string().min(1).max(80),
    label: z.enum(['readable', 'damaged', 'none']),
    serial: z.string().min(1).max(64).optional(),
    wwn: z.string().max(32).optional(),
    model: z.string().max(64).optional(),
  }),
  'find.settled': z.strictObject({ find: findId, outcome: findOutcome, drive: driveRef.optional() }),
  /**
   * A report of another tool about this drive, bound as the attachment `report`. It changes nothing in the drive's life:
   * no release, no certificate and no verdict rests on it.
   */
  'report.kept': z.strictObject({
    tool: foreignTool,
    version: z.string().max(40).optional(),
    serial: z.string().min(1).max(64),
    model: z.string().max(64).optional(),
    method: z.string().max(120).optional(),
    result: reportResult,
    trust: reportTrust,
    /** Of the file as it came. */
    sha256: hash,
    size: z.int().min(1),
  }),
} as const;

export const expectedSealed = {
  'expected.listed': ['ticket', 'origins', 'note'],
  'expected.missing': ['note'],
  'find.unknown': ['scans', 'note'],
  'find.settled': ['note'],
  'report.kept': ['note'],
} as const;
