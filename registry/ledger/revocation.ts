import type { RevocationReason, TrustBound } from '../../domain/facts/control.ts';
import type { RegistryStore } from '../store.ts';
import type { ControlWriter } from './control.ts';
import type { Decided } from './enrol.ts';
import { authorityMoved, keyRevoked } from './key-rows.ts';

export interface Revocation {
  readonly keyId: string;
  readonly reason: RevocationReason;
  /** How far the key is still believed; everything that is in the log by now when absent. */
  readonly trust?: TrustBound | undefined;
  /** `tc_` id. */
  readonly officer?: string | undefined;
  readonly note?: string | undefined;
}

/**
 * Revokes a key in every use it has: logs `key.revoked`, and from that commit on nothing that the key signed as a
 * station is logged. A second revocation is logged too, for it may draw the bound of trust elsewhere.
 */
export async function revokeKey(
  parts: { readonly store: RegistryStore; readonly control: ControlWriter },
  { keyId, reason, trust, officer, note }: Revocation,
): Promise<Decided<{ readonly kind: 'revoked'; readonly event: string }>> {
  const uses = (await parts.store.keys([keyId])).get(keyId) ?? [];
  if (uses.length === 0) return { kind: 'refused', code: 'not_found', detail: 'no such key in this log' };
  if (uses.some(({ station, use }) => station === 'registry' && use === 'event'))
    return { kind: 'refused', code: 'malformed', detail: 'the control key ends with its log, not by a revocation signed by itself' };
  const isEventKey = uses.some(({ use }) => use === 'event');
  if (trust !== undefined && isEventKey !== 'epoch' in trust)
    return {
      kind: 'refused',
      code: 'malformed',
      detail: 'a station key is believed up to a place in its chain, any other up to a size of the log',
    };
  const entry = await parts.control.write(
    { type: 'key.revoked', body: { keyid: keyId, reason, ...(trust === undefined ? {} : { trust }) }, actor: officer, note },
    (place) => [keyRevoked(keyId, place), authorityMoved(place)],
  );
  return { kind: 'revoked', event: entry.hash };
}
