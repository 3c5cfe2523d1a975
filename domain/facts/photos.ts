import { z } from 'zod';
import { hashPattern } from '../ledger/hash.ts';

/** A photo about a drive, bound as the attachment `photo` by the hash that was made when it was taken. It proves nothing by itself. */
export const photoFacts = {
  'photo.kept': z.strictObject({
    /** The station's own camera, or a file that somebody brought: nobody here saw how that was made. */
    from: z.enum(['camera', 'file']),
    sha256: z.string().regex(hashPattern),
    size: z.int().min(1),
  }),
} as const;

export const photoSealed = { 'photo.kept': ['note'] } as const;
