import type { KeyStore, StationStore, StoredFact } from '../../contract/ports.ts';
import type { LotPaper } from '../../contract/containment.ts';
import type { OpenedValues } from '../../certificate/certificate.ts';
import { composeLoadList } from '../../certificate/lot/compose.ts';
import { loadListText } from '../../certificate/lot/file.ts';
import { shownWithLoad } from '../../certificate/lot/format.ts';
import { makeMakerPack, zipPack } from '../../certificate/lot/maker-pack.ts';
import { loadListEntries } from '../../certificate/lot/needed.ts';
import { toBase64, toBase64url, utf8 } from '../../domain/bytes.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { refused } from '../receipt.ts';
import type { PaperAnswer } from './desk.ts';
import { candidatesOf, type KeyNeeds, receiptsFor, stationKeysOf, storedFact } from './holdings.ts';

export interface LotPaperNeeds extends KeyNeeds {
  readonly keys: Pick<KeyStore, 'event' | 'verifier'>;
  /** Makes the paper from the load list's own text. */
  renderLoadList(list: string): Promise<Uint8Array>;
}

/** Papers of a lot as it stands. Nothing is kept: they are made from the ledger each time, with the receipts that are there by then. */
export async function lotPaper(
  needs: LotPaperNeeds,
  lot: string,
  as: LotPaper,
  certificate: (id: string) => string | undefined,
): Promise<PaperAnswer> {
  const entries = entriesOf(needs.store, lot);
  if (entries === undefined) return refused('container_unknown');
  const body = composeLoadList(entries, lot);
  const name = `load-list-${lot.slice(3, 15)}`;
  if (as === 'proofs') {
    const pack = makeMakerPack(body, certificate, needs.keys.verifier);
    return { kind: 'file', name: `${name}-proofs.zip`, base64: toBase64(zipPack(pack)) };
  }
  const text = loadListText({
    lot,
    entries,
    opened: shippingValues(entries.map(({ hash }) => storedFact(needs.store, hash))),
    keys: stationKeysOf(needs, entries),
    receipts: receiptsFor(
      needs.store,
      entries.map(({ hash }) => hash),
    ),
  });
  if (as === 'json') return { kind: 'file', name: `${name}.json`, base64: toBase64(utf8(text)) };
  return { kind: 'file', name: `${name}.pdf`, base64: toBase64(await needs.renderLoadList(text)) };
}

function entriesOf(store: StationStore, lot: string): readonly Entry[] | undefined {
  const life = store.containers.life(lot);
  if (life?.what?.is !== 'lot') return undefined;
  const about = [...store.shelf.storyOf(lot), ...life.items.flatMap(({ item }) => storyIn(store, lot, item))];
  return loadListEntries(candidatesOf(store, about), lot);
}

/** What is known of a drive, without a leaving in this lot that did not count. */
function storyIn(store: StationStore, lot: string, item: string): readonly StoredFact[] {
  const drive = store.drives.life(item);
  const story = [item, ...(drive?.links.map(({ other }) => other) ?? [])].flatMap((subject) => store.shelf.storyOf(subject));
  const hasLeft = drive?.lots?.includes(lot) === true;
  const breaches = new Set(drive?.breaches.map(({ hash }) => hash));
  return story.filter(
    ({ fact: { hash, type } }) => (hasLeft && !breaches.has(hash)) || (type !== 'custody.released' && type !== 'drive.destroyed'),
  );
}

/** Where the load goes: of all that is sealed, only this goes along with it. */
function shippingValues(facts: readonly StoredFact[]): OpenedValues {
  const opened: Record<string, OpenedValues[string]> = {};
  for (const { fact, opened: values } of facts) {
    const shown = values.flatMap(({ field, salt, value }) =>
      shownWithLoad.has(field) && typeof value === 'string' ? [[field, { salt: toBase64url(salt), value }] as const] : [],
    );
    if (shown.length > 0) opened[fact.hash] = Object.fromEntries(shown);
  }
  return opened;
}
