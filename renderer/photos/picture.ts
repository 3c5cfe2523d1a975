import { toBase64url } from '../../domain/bytes.ts';
import { mostPhotoBytes } from '../../contract/photos.ts';

/** A picture as it will be kept, hashed the moment it was made. */
export interface Picture {
  readonly from: 'camera' | 'file';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly url: string;
}

/** Pixels of the longer side. */
const longest = 1600;
/** From good to poor, until it is small enough. */
const qualities = [0.85, 0.7, 0.5, 0.3] as const;

/** Draws what a camera or a file shows as a JPEG of bounded size, and hashes it. Undefined when it stays too large. */
export async function pictureOf(
  from: Picture['from'],
  source: CanvasImageSource,
  width: number,
  height: number,
): Promise<Picture | undefined> {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  for (const quality of qualities) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob === null || blob.size > mostPhotoBytes) continue;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const sha256 = toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    return { from, bytes, sha256, url: canvas.toDataURL('image/jpeg', quality) };
  }
  return undefined;
}

export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
