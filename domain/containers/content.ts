import { utf8 } from '../bytes.ts';
import { hashText, namedHash } from '../ledger/hash.ts';
import type { ContainedItem } from './story.ts';

/**
 * The hash of a content: the same for the same items, whatever the order of placing. A container in it counts with the
 * hash that it was sealed over, so that the hash of a pallet speaks for every drive on it.
 */
export function contentHash(items: Iterable<Pick<ContainedItem, 'item' | 'content'>>): string {
  const lines = [...items].map(({ item, content }) => (content === undefined ? item : `${item} ${content}`)).sort();
  return hashText(namedHash('custos-content/v1', utf8(lines.join('\n'))));
}

/** The content as a seal, a count or a closing names it. */
export function contentOf(items: readonly Pick<ContainedItem, 'item' | 'content'>[]): { readonly items: number; readonly content: string } {
  return { items: items.length, content: contentHash(items) };
}

/** Does what somebody says of a content fit these items? */
export function fitsContent(items: readonly ContainedItem[], said: { readonly items: number; readonly content: string }): boolean {
  return said.items === items.length && said.content === contentHash(items);
}
