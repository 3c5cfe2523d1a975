import type { Bytes } from '../bytes.ts';
import { toHex, utf8 } from '../bytes.ts';
import { namedHash, readHash } from '../ledger/hash.ts';

/*
 * How a word about a tenant reaches a station that may be offline later: the log has a mark, and the key of that mark is
 * sealed beside it and told to stations only. Whoever knows the owner of a drive and the key can tell that the word is about
 * that drive; whoever reads the log alone learns no name, and cannot even guess one (decision 0375).
 */

export const tenantMarkPattern = /^t1_[0-9a-f]{32}$/;

const longestTerm = 80;

/** A tenant's name as it is compared: what intake writes down as the owner, upper case and with single spaces. */
export function ownerTerm(owner: string): string {
  return owner.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toUpperCase().slice(0, longestTerm);
}

/** The mark of an owner under a key of 32 bytes, which is drawn anew for each word, so that two marks tell nothing together. */
export function tenantMark(key: Bytes, owner: string): string {
  if (key.length !== 32) throw new RangeError('the key of a mark has 32 bytes');
  return `t1_${toHex(namedHash('custos-tenant/v1', key, utf8(ownerTerm(owner)))).slice(0, 32)}`;
}

/** A word about a tenant, as a station knows it: the mark out of the log, and the key in base64url where it was told. */
export interface MarkedWord {
  readonly mark: string;
  readonly key: string | undefined;
}

/** Is the word about this owner? Undefined: its key never came here. */
export function isAbout({ mark, key }: MarkedWord, owner: string): boolean | undefined {
  const read = key === undefined ? undefined : readHash(key);
  return read === undefined ? undefined : tenantMark(read, owner) === mark;
}

/** Why a hold on a whole tenant keeps a drive. It fails closed: a hold that may be about the drive keeps it. */
export type TenantBar = 'held' | 'unread' | 'owner_unknown';

/**
 * The strongest of what the standing holds on tenants say of a drive; undefined when each is surely about others. `owners` are
 * all that were ever said of the drive, so that saying another one frees none.
 */
export function tenantBarOf(standing: readonly MarkedWord[], owners: readonly string[]): TenantBar | undefined {
  if (standing.length === 0) return undefined;
  const said = owners.filter((owner) => ownerTerm(owner) !== '');
  if (said.length === 0) return 'owner_unknown';
  const about = standing.flatMap((word) => said.map((owner) => isAbout(word, owner)));
  if (about.includes(true)) return 'held';
  return about.includes(undefined) ? 'unread' : undefined;
}
