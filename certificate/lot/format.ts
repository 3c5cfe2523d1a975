import { z } from 'zod';
import { certificateId, outcome } from '../../domain/facts/facts.ts';
import { containerRef, lotKind } from '../../domain/facts/containers.ts';
import { exceptionGround, exceptionRule } from '../../domain/facts/holds.ts';
import { hashPattern } from '../../domain/ledger/hash.ts';
import { registryPattern, stationPattern } from '../../domain/ledger/ids.ts';
import { mark } from '../certificate.ts';
import { composedMembers } from '../composed.ts';
import { driveTold } from '../drive-told.ts';

/*
 * The load list of a lot: which drives go together, and what let each of them go. It goes along with the load, so it
 * shows where the load goes and nothing else that people typed: no names, no hosts, no owners.
 */

export const loadListFormat = 'custos-load-list/v1';

/** As facts name one: any 43 letters, so that a list can say whatever a fact said. */
const namedHash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** What let a drive go: a certificate, an exception for the one thing that it lacked, or its destruction before a witness. */
export const loadGround = z.union([
  z.strictObject({ on: z.literal('certificate'), certificate: certificateId, outcome: outcome.optional(), sha256: namedHash.optional() }),
  z.strictObject({ on: z.literal('exception'), exception: namedHash, rule: exceptionRule.optional(), ground: exceptionGround.optional() }),
  z.strictObject({
    on: z.literal('destruction'),
    technique: z.string(),
    fragment_mm: z.int().optional(),
    certificate: certificateId.optional(),
    sha256: namedHash.optional(),
  }),
]);
export type LoadGround = z.infer<typeof loadGround>;

export const loadedDrive = z.strictObject({
  ...driveTold,
  added: mark,
  /** Absent while it has not left in this lot. */
  left: z.strictObject({ mark, ground: loadGround.optional() }).optional(),
});
export type LoadedDrive = z.infer<typeof loadedDrive>;

/** A pure function of the entries: anybody can make it again and compare. */
export const loadListBody = z.strictObject({
  v: z.literal(1),
  lot: containerRef,
  kind: lotKind,
  name: z.string().max(60),
  registry: z.string().regex(registryPattern),
  station: z.string().regex(stationPattern),
  practice: z.boolean(),
  /** `closed` when somebody closed it over just these drives and each of them left in it. */
  state: z.enum(['open', 'closed', 'closed_unproven']),
  opened: mark,
  closed: mark.optional(),
  /** Hash of the content (`contentHash`), as `lot.closed` signs it. */
  content: z.string().regex(hashPattern),
  drives: z.array(loadedDrive),
});
export type LoadListBody = z.infer<typeof loadListBody>;

export const loadList = z.strictObject({ format: z.literal(loadListFormat), body: loadListBody, ...composedMembers });
export type LoadList = z.infer<typeof loadList>;

/** What people typed that goes along with the load. */
export const shownWithLoad: ReadonlySet<string> = new Set(['consignee', 'reference', 'vehicle']);
