import { fromBase64url, toBase64url, utf8 } from '../../domain/bytes.ts';
import { hashText, namedHash } from '../../domain/ledger/hash.ts';
import type { LocalSecrets, Random } from '../../contract/ports.ts';

const saltName = 'badge_salt';
/** No letters or digits that are easily taken for each other; 32 of them, so that a byte's low bits choose evenly. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** What a badge is found by: its text is not kept. The salt is this station's own, so that digests of two stations never match. */
export function badgeDigest(badge: string, secrets: Pick<LocalSecrets, 'kept' | 'keep'>, random: Random): string {
  return hashText(namedHash('custos-badge/v1', saltOf(secrets, random), utf8(badge.normalize('NFC').trim().toUpperCase())));
}

/** A badge code that nobody has, e.g. `CU-B-7KQ2M-XN4TP-...`: 100 random bits. */
export function newBadge(random: Random): string {
  const text = [...random.bytes(20)].map((byte) => letters.charAt(byte & 31)).join('');
  return `CU-B-${text.match(/.{5}/g)?.join('-') ?? text}`;
}

function saltOf(secrets: Pick<LocalSecrets, 'kept' | 'keep'>, random: Random): Uint8Array {
  const kept = secrets.kept(saltName);
  const salt = kept === undefined ? undefined : fromBase64url(kept);
  if (salt !== undefined) return salt;
  const made = random.bytes(16);
  secrets.keep(saltName, toBase64url(made));
  return made;
}
