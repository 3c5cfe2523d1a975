import { z } from 'zod';
import { driveIdentity } from '../../domain/drive/identity.ts';
import { certificateId, outcome } from '../../domain/facts/facts.ts';
import { containerRef, lotKind } from '../../domain/facts/containers.ts';
import { exceptionGround, exceptionRule } from '../../domain/facts/holds.ts';
import { signatureSchema } from '../../domain/ledger/entry.ts';
import { hashPattern } from '../../domain/ledger/hash.ts';
import { registryPattern, stationPattern } from '../../domain/ledger/ids.ts';
import { certificateFile, receipts, stationKey } from '../certificate.ts';

/*
 * The load list of a lot: which drives go together, and what let each of them go. It goes along with the load, so it
 * shows where the load goes and nothing else that people typed: no names, no hosts, no owners.
 */

export const loadListFormat = 'custos-load-list/v1';

const hash = z.string().regex(hashPattern);
/** As facts name one: any 43 letters, so that a list can say whatever a fact said. */
const namedHash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const wall = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const who = z.string().max(60);
const mark = z.strictObject({ event: hash, at: wall, by: who, witness: who.optional() });

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
  item: z.string().regex(/^d1_[0-9a-f]{32}$/),
  /** As the drive told it in a bay; where it never answered, as its label says. */
  serial: z.string().max(64).optional(),
  serial_from: z.enum(['drive', 'label', 'unknown']),
  model: z.string().max(200).optional(),
  wwn: z.string().max(64).optional(),
  media: driveIdentity.shape.media.optional(),
  capacity_bytes: driveIdentity.shape.capacity_bytes.optional(),
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
  content: hash,
  drives: z.array(loadedDrive),
});
export type LoadListBody = z.infer<typeof loadListBody>;

const entryShape = z.strictObject({ event: z.record(z.string(), z.unknown()), sigs: z.array(signatureSchema).min(1).max(4) });

export const loadList = z.strictObject({
  format: z.literal(loadListFormat),
  body: loadListBody,
  entries: z.array(entryShape).min(1),
  opened: certificateFile.shape.opened,
  keys: z.array(stationKey).min(1),
  /** Added when the station has been online. */
  receipts: receipts.optional(),
});
export type LoadList = z.infer<typeof loadList>;

/** What people typed that goes along with the load. */
export const shownWithLoad: ReadonlySet<string> = new Set(['consignee', 'reference', 'vehicle']);
