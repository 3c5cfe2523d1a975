import { z } from 'zod';
import { technique } from '../erase/technique.ts';

/** A technique that the drive offers, or the reason why it is out on this drive behind this dock. */
export const offered = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('offered'), technique, estimate_s: z.int().min(0).optional() }),
  z.strictObject({
    kind: z.literal('out'),
    technique,
    why: z.enum([
      'drive_lacks_it',
      'bridge_blocks_it',
      'security_frozen',
      'sanitize_frozen',
      'locked',
      'not_locked',
      'password_tries_spent',
      'read_only',
      'not_this_interface',
      'would_leave_areas',
      'not_built',
    ]),
  }),
]);
export type Offered = z.infer<typeof offered>;

/** What stands in the way of the whole user area, or is known not to. `unknown` is never `none`. */
export const areaState = z.enum(['none', 'present', 'unknown']);
export type AreaState = z.infer<typeof areaState>;

/** What was found out about a drive before a plan is made. Everything unknown is said as unknown. */
export const capabilities = z.strictObject({
  techniques: z.array(offered).max(32),
  hidden: z.strictObject({ hpa: areaState, dco: areaState, ama: areaState }),
  /** True when every hidden area that is present can be given back to the host before an erase. */
  liftable: z.boolean().optional(),
  security: z.enum(['none', 'disabled', 'enabled', 'locked', 'frozen', 'unknown']),
  /** Namespaces beyond the first, or capacity in none: NVMe only. */
  unallocated_bytes: z.int().min(0).optional(),
  namespaces: z.int().min(0).optional(),
  read_only: z.boolean(),
  /** Sectors the drive itself reports as reallocated or pending, when it says so. */
  reallocated: z.int().min(0).optional(),
  /** What the drive does with a read after the erase: needed to judge the read-back. */
  reads_after_erase: z.enum(['zeros', 'anything', 'errors', 'unknown']),
  /** A sanitize that is running or has failed when the drive was looked at. */
  sanitize: z.enum(['idle', 'running', 'failed', 'succeeded', 'never', 'unknown']),
});
export type Capabilities = z.infer<typeof capabilities>;
