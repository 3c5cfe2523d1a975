import { randomFillSync } from 'node:crypto';

/** Random bytes from the platform's secure source, as a port. */
export type RandomBytes = (sizeBytes: number) => Uint8Array;

/** The real one. */
export const randomBytes: RandomBytes = (sizeBytes) => randomFillSync(new Uint8Array(sizeBytes));
