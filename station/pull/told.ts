import type { SealedValue } from '../../contract/ports.ts';
import type { FeedLine } from '../../contract/registry-feed.ts';
import { fromBase64url } from '../../domain/bytes.ts';
import { isControlEvent } from '../../domain/ledger/chain.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';

/**
 * What is kept of the sealed values beside an entry of others: whose a drive is, and the key of a word about a tenant. The rest
 * is nothing that this station needs, and what it does not have it cannot lose. A value that does not fit its commitment
 * counts as not told: what hangs on it stays shut.
 */
export function toldWith({ event }: Entry, opened: FeedLine['private']): readonly SealedValue[] {
  const field = isControlEvent(event) ? 'key' : 'owner';
  const { salt: spelt = '', value } = opened?.[field] ?? {};
  const salt = fromBase64url(spelt);
  if (salt?.length !== 32 || typeof value !== 'string') return [];
  return commitment(field, salt, value) === event.sealed?.[field] ? [{ field, salt, value }] : [];
}
