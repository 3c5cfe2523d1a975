import { z } from 'zod';
import { byteCount } from '../drive/identity.ts';
import { method, technique } from './technique.ts';

/** How much of the drive is read back after the erase. */
export const readBack = z.discriminatedUnion('kind', [
  /** Every addressable byte. */
  z.strictObject({ kind: z.literal('full') }),
  /**
   * Rev. 1 style representative sampling: equal sections, a number of non-overlapping seeded places in
   * each, each place a share of its section in thousandths; first and last block always.
   */
  z.strictObject({
    kind: z.literal('sample'),
    sections: z.int().min(1).max(100_000),
    per_section: z.int().min(1).max(16),
    share_permille: z.int().min(1).max(500),
  }),
]);
export type ReadBack = z.infer<typeof readBack>;

/** What to do to one drive, decided by policy before anything is touched. */
export const order = z.strictObject({
  technique,
  method,
  /** Overwrite passes; 1 unless a policy asks for more. Ignored by drive-side techniques but overwrite. */
  passes: z.int().min(1).max(16),
  /** `zero` writes zeros, `random` a stream that can be made again from the seed. */
  pattern: z.enum(['zero', 'random']),
  read_back: readBack,
});
export type Order = z.infer<typeof order>;

/**
 * Leave to destroy what is on one drive, once. Bound to serial + port + order + deadline; whoever acts on it
 * checks every line of it again. `seed` fixes the markers and the places of the read-back; its hash is in the
 * ledger before the erase starts.
 */
export const clearance = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  job: z.string().regex(/^j1_[a-z0-9]{20}$/),
  port: z.string().min(1).max(200),
  serial: z.string().min(1).max(64),
  wwn: z.string().optional(),
  model: z.string().max(64),
  capacity_bytes: byteCount,
  order,
  deadline_ms: z.int(),
  /** 32 random bytes, base64url. */
  seed: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type Clearance = z.infer<typeof clearance>;
