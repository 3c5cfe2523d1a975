import { z } from 'zod';
import { stampRegion } from '../stamp/stamp.ts';

const certificate = z.string().regex(/^cert_[a-z0-9]{20}$/);

/** The stamp that is written on a proven drive on request. */
export const stampFacts = {
  /**
   * Leave to write one stamp, before a byte of it is written: `region` has the hash of every byte that may lie there from now on,
   * and `clearance` is good once, for this serial in this port until the deadline.
   */
  'stamp.started': z.strictObject({
    job: z.string().regex(/^j1_[a-z0-9]{20}$/),
    certificate,
    clearance: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    port: z.string().min(1).max(200),
    serial: z.string().min(1).max(64),
    deadline_ms: z.int(),
    region: stampRegion,
  }),
  /** `written` was read back; `untouched` wrote nothing; after `in_doubt` nobody knows whether the stamp is there. */
  'stamp.finished': z.strictObject({ certificate, end: z.enum(['written', 'untouched', 'in_doubt']), detail: z.string().max(200) }),
} as const;
