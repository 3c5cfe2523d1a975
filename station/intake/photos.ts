import type { Receipt } from '../../contract/bridge.ts';
import { mostPhotoBytes, type PhotoShelf } from '../../contract/photos.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { sha256 as sha256Of } from '../../domain/ledger/hash.ts';
import { mayCause } from '../../domain/people/duties.ts';
import { attempt, type Hands, sealedTexts } from '../custody/attempt.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';

interface Taken {
  readonly subject: string;
  readonly from: 'camera' | 'file';
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly note?: string | undefined;
}

/** Keeps a photo and writes down whose it is. The bytes are on disk before the fact that names them. */
export async function keepPhoto(parts: StationParts, shelf: PhotoShelf | undefined, hands: Hands, taken: Taken): Promise<Receipt> {
  const { subject, from, sha256, bytes, note } = taken;
  if (shelf === undefined) return refused('photo_not_kept');
  if (!mayCause('photo.kept', hands.actor)) return refused('role_missing');
  if (parts.store.drives.life(subject)?.record === undefined) return refused('drive_unknown');
  if (!isJpeg(bytes) || bytes.length > mostPhotoBytes) return refused('photo_unreadable');
  if (toBase64url(sha256Of(bytes)) !== sha256) return refused('photo_changed');
  await shelf.keep(bytes, sha256);
  return attempt(parts, hands, {
    type: 'photo.kept',
    subject,
    body: { from, sha256, size: bytes.length },
    sealed: sealedTexts({ note }),
    att: [{ name: 'photo', media: 'image/jpeg', size: bytes.length, sha256 }],
  });
}

/** The bytes of a photo that is about this drive; undefined when it is not, or they are not here, or are other ones. */
export function readPhoto(
  { store }: Pick<StationParts, 'store'>,
  shelf: PhotoShelf | undefined,
  { subject, sha256 }: Pick<Taken, 'subject' | 'sha256'>,
): Uint8Array | undefined {
  const isIts = store.shelf
    .storyOf(subject)
    .some(({ fact }) => fact.type === 'photo.kept' && (fact.body as { readonly sha256?: unknown }).sha256 === sha256); // every event body is a JSON object
  return isIts ? shelf?.read(sha256) : undefined;
}

/** JPEG: SOI, and the marker of the next segment. */
function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}
