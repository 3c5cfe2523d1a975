import type { StationStore } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { standingTenantHolds } from '../../domain/authority/tenants.ts';
import { type MarkedWord, type TenantBar, tenantBarOf } from '../../domain/retention/tenant-mark.ts';

export interface TenantNeeds {
  readonly store: Pick<StationStore, 'shelf'>;
  /** Who may do what by the log, as far as it was pulled; undefined for a station without a registry. */
  readonly authority?: (() => Authority | undefined) | undefined;
}

/** Whose a drive is by all that was said of it and is known here, the newest last. None: nobody has said it, or it was erased. */
export function ownersOf({ store }: Pick<TenantNeeds, 'store'>, subject: string): readonly string[] {
  return store.shelf
    .storyOf(subject)
    .flatMap(({ opened }) => opened)
    .flatMap(({ field, value }) => (field === 'owner' && typeof value === 'string' ? [value] : []));
}

/** A word about a tenant with the key of its mark, where that was told here. */
export function wordWithKey({ store }: Pick<TenantNeeds, 'store'>, word: { readonly mark: string; readonly event: string }): MarkedWord {
  const key = store.shelf.byHash(word.event)?.opened.find(({ field }) => field === 'key')?.value;
  return { mark: word.mark, key: typeof key === 'string' ? key : undefined };
}

/** What the holds on whole tenants say of a drive: out of the log as far as it was pulled, with no registry in reach. */
export function tenantBarHere(needs: TenantNeeds, subject: string): TenantBar | undefined {
  const authority = needs.authority?.();
  const standing = authority === undefined ? [] : standingTenantHolds(authority.tenants);
  if (standing.length === 0) return undefined;
  const words = standing.map((hold) => wordWithKey(needs, hold));
  return tenantBarOf(words, ownersOf(needs, subject));
}
