import { z } from 'zod';
import { driveIdentity } from '../../domain/drive/identity.ts';
import { method, technique } from '../../domain/erase/technique.ts';
import { certificateId, coverage, verdict } from '../../domain/facts/facts.ts';
import { signatureSchema } from '../../domain/ledger/entry.ts';
import { receipts, stationKey } from '../certificate.ts';

/*
 * The proof for the maker of a drive (E10). A certificate without opened values still tells site, places, data class
 * and pseudonyms, which are of no concern to the maker. This file holds only events of the drive that a station wrote
 * by itself: they name no person, no place and no customer's thing, and each is as signed and as logged as before.
 */

export const makerProofFormat = 'custos-maker-proof/v1';

const wall = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What the events say, in the maker's terms. A pure function of the entries: anybody can make it again and compare. */
export const makerSays = z.strictObject({
  certificate: certificateId,
  /** Only what may go to a maker. */
  outcome: z.enum(['sanitized', 'destroyed']),
  /** True when the bay was virtual: no real drive stands behind this. */
  practice: z.boolean(),
  /** As the drive itself told, when it was last seen in a bay. */
  drive: driveIdentity,
  seen_at: wall,
  issued_at: wall,
  /** The erase that stands behind `sanitized`; absent for `destroyed`. */
  erase: z
    .strictObject({
      technique,
      method: method.optional(),
      /** The drive's own completion record, in words. */
      completion: z.string(),
      finished_at: wall,
      verified: verdict.shape.kind,
      verified_at: wall,
      coverage,
    })
    .optional(),
});
export type MakerSays = z.infer<typeof makerSays>;

const entryShape = z.strictObject({ event: z.record(z.string(), z.unknown()), sigs: z.array(signatureSchema).min(1).max(4) });

export const makerProof = z.strictObject({
  format: z.literal(makerProofFormat),
  says: makerSays,
  entries: z.array(entryShape).min(1),
  /** The entry `certificate.issued`: the station's word for the outcome. */
  issued: entryShape,
  keys: z.array(stationKey).min(1),
  receipts,
});
export type MakerProof = z.infer<typeof makerProof>;
