import { oc } from '@orpc/contract';
import { z } from 'zod';
import { photoFacts } from '../domain/facts/photos.ts';
import { receipt } from './receipt.ts';
import { subject } from './views.ts';

/** Window to station: photos about drives. */

/** Bytes of one photo, which the window has drawn at 1600 pixels. */
export const mostPhotoBytes = 700_000;

const { from, sha256 } = photoFacts['photo.kept'].shape;

export const photoCalls = {
  /** `sha256` was made in the window when the photo was taken: bytes that differ from it are not kept. */
  keep: oc
    .input(
      z.strictObject({
        subject,
        from,
        sha256,
        base64: z.base64().max(Math.ceil(mostPhotoBytes / 3) * 4),
        note: z.string().max(400).optional(),
      }),
    )
    .output(receipt),
  /** The bytes as they were taken, held against their hash again. */
  read: oc
    .input(z.strictObject({ subject, sha256 }))
    .output(z.union([z.strictObject({ kind: z.literal('file'), media: z.literal('image/jpeg'), base64: z.string() }), receipt])),
};

/** Keeps photos under their SHA-256, base64url. */
export interface PhotoShelf {
  /** Durable when it returns. Keeping what is kept already changes nothing; bytes of another hash are refused with a throw. */
  keep(bytes: Uint8Array, sha256: string): Promise<void>;
  /** The bytes as they came; undefined when they are not here or are not what their name says. */
  read(sha256: string): Uint8Array | undefined;
}
