import { hash } from 'node:crypto';
import { hashBy } from '../domain/ledger/hash.ts';

/** Has all hashes of the ledger made by node:crypto. For programs at their start; throws when the platform answers wrongly. */
export function usePlatformHash(): void {
  hashBy((message) => {
    const made = hash('sha256', message, 'buffer');
    return new Uint8Array(made.buffer, made.byteOffset, made.byteLength);
  });
}
