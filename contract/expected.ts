import { oc } from '@orpc/contract';
import { z } from 'zod';
import { dataClass, destination, pullReason } from '../domain/custody/words.ts';
import { containerRef } from '../domain/facts/containers.ts';
import { expectedSource, findOutcome, metBy, missingReason } from '../domain/facts/expected.ts';
import { receipt, typedTwice } from './receipt.ts';
import { subject } from './views.ts';

/** Window to station: lists of drives that are to come, what came of them, and what nobody expected. */

const text = z.string().max(400);
const count = z.int().min(0);
const findRef = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
/** More than one hall is emptied at once. */
const mostRows = 5000;
/** Bytes of a file that a window hands over; `custos import` takes larger ones. */
const mostFileBytes = 4 * 1024 * 1024;

const counts = z.strictObject({ expected: count, met: count, missing: count, open: count, finds: count, finds_open: count });

/** One line of the list of lists. */
export const expectedLine = z.strictObject({
  list: containerRef,
  source: expectedSource,
  ticket: z.string().optional(),
  at_ms: z.int(),
  counts,
  closed: z.boolean(),
});
export type ExpectedLine = z.infer<typeof expectedLine>;

export const expectedRowView = z.strictObject({
  row: z.int(),
  serial: z.string().optional(),
  wwn: z.string().optional(),
  model: z.string().optional(),
  unnamed: z.literal(true).optional(),
  host: z.string().optional(),
  slot: z.string().optional(),
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('open') }),
    z.strictObject({ kind: z.literal('met'), drive: subject, by: metBy }),
    z.strictObject({ kind: z.literal('missing'), reason: missingReason }),
  ]),
});
export type ExpectedRowView = z.infer<typeof expectedRowView>;

export const expectedView = expectedLine.extend({
  rows: z.array(expectedRowView),
  finds: z.array(z.strictObject({ find: findRef, place: z.string(), serial: z.string().optional(), settled: findOutcome.optional() })),
  breaches: count,
});
export type ExpectedView = z.infer<typeof expectedView>;

const listedRow = z.strictObject({
  serial: z.string().min(1).max(64),
  wwn: z.string().max(64).optional(),
  model: z.string().max(64).optional(),
  host: text.optional(),
  slot: text.optional(),
});
export type ListedRow = z.infer<typeof listedRow>;

const fileRef = z.strictObject({ name: z.string().max(200), media: z.string().max(100), sha256: z.string(), size: z.int() });

/** Which system wrote a file. */
export const listLayout = z.enum(['csv', 'netbox', 'snipe-it']);
export type ListLayout = z.infer<typeof listLayout>;

/** What a file lists, or why it lists nothing: one unreadable row is one drive that would be missing from the list. */
export const readList = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rows'), rows: z.array(listedRow).max(mostRows), file: fileRef }),
  z.strictObject({ kind: z.literal('unread'), why: z.string(), line: z.int().optional(), more: count }),
]);
export type ReadList = z.infer<typeof readList>;

const oneList = z.strictObject({ list: containerRef });

export const expectedCalls = {
  lists: oc.output(z.array(expectedLine)),
  look: oc.input(oneList).output(z.union([expectedView, receipt])),
  /** Reads a file and keeps it; nothing is expected yet. */
  read: oc
    .input(z.strictObject({ name: z.string().min(1).max(200), layout: listLayout, base64: z.string().max((mostFileBytes * 4) / 3 + 4) }))
    .output(readList),
  make: oc
    .input(
      z.strictObject({
        ticket: text.optional(),
        rows: z.array(listedRow).max(mostRows),
        /** Bays that hold a drive of which no number is known. */
        unnamed: z.int().min(0).max(500).optional(),
        file: fileRef.optional(),
      }),
    )
    .output(receipt),
  /** Takes the drive whose label lies on the desk into custody and holds it against the list. */
  take: oc
    .input(
      oneList.extend({
        serial: z.string().max(64).optional(),
        typed: typedTwice.optional(),
        place: z.string().min(1).max(80),
        reason: pullReason,
        data_class: dataClass,
        destination,
      }),
    )
    .output(receipt),
  /** Holds a drive in custody against the list. */
  meet: oc.input(oneList.extend({ drive: subject })).output(receipt),
  miss: oc.input(oneList.extend({ row: z.int().min(1), reason: missingReason, note: text.optional() })).output(receipt),
  settle: oc
    .input(oneList.extend({ find: findRef, outcome: findOutcome, drive: subject.optional(), note: text.optional() }))
    .output(receipt),
  close: oc.input(oneList).output(receipt),
};
