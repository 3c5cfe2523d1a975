import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from './random.ts';
import { defaultWrapCost, type WrapCost } from './pin.ts';

/** What is kept of a password: a PHC string of Argon2id (RFC 9106) with a salt of its own. */
export async function hashPassword(password: string, cost: WrapCost = defaultWrapCost): Promise<string> {
  return hash(password.normalize('NFC'), {
    memoryCost: cost.memoryKib,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: 32,
    salt: randomBytes(16),
  });
}

/** Whether this is the password. A string that is no PHC string fits none. */
export async function isPassword(password: string, kept: string): Promise<boolean> {
  try {
    return await verify(kept, password.normalize('NFC'));
  } catch {
    return false;
  }
}
