import { regionOf, stampLength, type StampRegion } from '../../domain/stamp/stamp.ts';
import type { Medium } from '../erase/medium.ts';
import { alignedBytes } from '../transport/aligned.ts';
import { MediumError } from '../transport/transport.ts';

/** Every byte where a stamp lies or would lie. Throws as the medium does; the drive has to be at least that long. */
export async function stampPlace(medium: Medium): Promise<Uint8Array> {
  const into = alignedBytes(stampLength(medium.blockBytes));
  await medium.read(0, into);
  return into;
}

/** The region when the drive holds there, byte for byte, what is on record; else undefined, and nothing is left out. */
export async function asRecorded(medium: Medium, region: StampRegion): Promise<StampRegion | undefined> {
  if (region.length !== stampLength(medium.blockBytes) || region.length > medium.sizeBytes) return undefined;
  try {
    return regionOf(await stampPlace(medium)).sha256 === region.sha256 ? region : undefined;
  } catch (error) {
    if (error instanceof MediumError) return undefined;
    throw error;
  }
}
