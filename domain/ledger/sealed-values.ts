import type { Bytes } from '../bytes.ts';
import { canonicalBytes } from './canonical.ts';
import type { Json } from './canonical.ts';
import { hashText, namedHash } from './hash.ts';

/**
 * Commitment to a personal value (registry protocol, section 9). It goes into the event; salt and value travel
 * beside it. `salt` is 32 random bytes made for this field of this event and never used twice.
 */
export function commitment(field: string, salt: Bytes, value: Json): string {
  if (salt.length !== 32) throw new RangeError('a salt has 32 bytes');
  return hashText(namedHash('custody-sealed/v1', salt, canonicalBytes([field, value])));
}
