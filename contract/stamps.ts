import { z } from 'zod';

/** What the stamp says that a drive in a bay carries. It is a note and no proof: that is the certificate. */
export const stampSeen = z.strictObject({
  certificate: z.string(),
  issued_ms: z.int(),
  station: z.string(),
  /** `key_unknown`: nobody here knows whether that key is the station's, or it was taken back. */
  signature: z.enum(['signed', 'not_signed', 'key_unknown']),
  /** Whether it names the very drive that carries it. */
  own: z.boolean(),
});
export type StampSeen = z.infer<typeof stampSeen>;

/** A drive's stamp: whether one may be written now, what was written here, and what the drive carries. */
export const stampView = z.strictObject({
  may: z.boolean(),
  made: z
    .strictObject({
      certificate: z.string(),
      at_ms: z.int(),
      by: z.string().optional(),
      /** Bytes from the beginning of the drive. */
      length: z.int(),
      /** Absent while it is being written, and where nobody heard the end. */
      end: z.enum(['written', 'in_doubt']).optional(),
    })
    .optional(),
  seen: stampSeen.optional(),
});
