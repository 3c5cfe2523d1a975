import type { KeyStore, StationStore, StoredFact } from '../../contract/ports.ts';
import type { SummaryPaper } from '../../contract/papers.ts';
import type { OpenedValues } from '../../certificate/certificate.ts';
import { summaryText } from '../../certificate/summary/file.ts';
import { shownInSummary, type SummaryOf } from '../../certificate/summary/format.ts';
import { drivesOf, summaryEntries } from '../../certificate/summary/needed.ts';
import { tell } from '../../certificate/story.ts';
import { toBase64, toBase64url, utf8 } from '../../domain/bytes.ts';
import { refused } from '../receipt.ts';
import type { PaperAnswer } from './desk.ts';
import { candidatesOf, entryOf, type KeyNeeds, receiptsFor, stationKeysOf, storedFact } from './holdings.ts';

export interface SummaryNeeds extends KeyNeeds {
  readonly keys: Pick<KeyStore, 'event' | 'verifier'>;
  /** Makes the paper from the summary's own text. */
  renderSummary(summary: string): Promise<Uint8Array>;
}

/** One certificate for many drives, as they stand. Nothing is kept: it is made from the ledger each time. */
export async function summaryPaper(needs: SummaryNeeds, of: SummaryOf, as: SummaryPaper): Promise<PaperAnswer> {
  const { store } = needs;
  const own = of.is === 'batch' ? [] : store.shelf.storyOf(of.is === 'lot' ? of.lot : of.list);
  if (of.is !== 'batch' && own.length === 0) return refused(of.is === 'lot' ? 'container_unknown' : 'no_list');
  const first = own.map(entryOf);
  const items = drivesOf(first, tell(first), of);
  if (items.some((item) => store.drives.life(item) === undefined)) return refused('drive_unknown');
  const about = [...own, ...items.flatMap((item) => storyOf(store, item))];
  const entries = summaryEntries(candidatesOf(store, about), of);
  const text = summaryText({
    of,
    entries,
    opened: originValues(entries.map(({ hash }) => storedFact(store, hash))),
    keys: stationKeysOf(needs, entries),
    receipts: receiptsFor(
      store,
      entries.map(({ hash }) => hash),
    ),
  });
  const name = `summary-${nameOf(of)}`;
  if (as === 'json') return { kind: 'file', name: `${name}.json`, base64: toBase64(utf8(text)) };
  return { kind: 'file', name: `${name}.pdf`, base64: toBase64(await needs.renderSummary(text)) };
}

/** What is known of a drive, under all its ids, without what the rules forbid. */
function storyOf(store: StationStore, item: string): readonly StoredFact[] {
  const life = store.drives.life(item);
  const breaches = new Set(life?.breaches.map(({ hash }) => hash));
  return [item, ...(life?.links.map(({ other }) => other) ?? [])]
    .flatMap((subject) => store.shelf.storyOf(subject))
    .filter(({ fact }) => !breaches.has(fact.hash));
}

function nameOf(of: SummaryOf): string {
  switch (of.is) {
    case 'lot':
      return of.lot.slice(3, 15);
    case 'list':
      return of.list.slice(3, 15);
    case 'batch':
      return `${of.drives.length}-drives`;
  }
}

/** Where the drives came from: of all that is sealed, only this is shown. */
function originValues(facts: readonly StoredFact[]): OpenedValues {
  const opened: Record<string, OpenedValues[string]> = {};
  for (const { fact, opened: values } of facts) {
    const shown = values.flatMap(({ field, salt, value }) =>
      shownInSummary.has(field) && typeof value === 'string' ? [[field, { salt: toBase64url(salt), value }] as const] : [],
    );
    if (shown.length > 0) opened[fact.hash] = Object.fromEntries(shown);
  }
  return opened;
}
