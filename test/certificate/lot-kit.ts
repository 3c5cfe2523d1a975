import type { OpenedValues } from '../../certificate/certificate.ts';
import { loadListText } from '../../certificate/lot/file.ts';
import { shownWithLoad } from '../../certificate/lot/format.ts';
import { loadListEntries } from '../../certificate/lot/needed.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { contentOf } from '../../domain/containers/content.ts';
import { certificateName, issue, type Issued, keeper, liveTo, logOf, type PaperStation, subject } from './kit.ts';

export const lot = `c1_${'a'.repeat(32)}`;
/** A drive that never answered: only its label tells what it is. */
export const silent = `d1_${'5'.repeat(32)}`;
export const exception = 'exception-granted-00001'.slice(0, 22);

export interface Loaded {
  readonly issued: Issued;
  readonly station: PaperStation;
  /** Without receipts. */
  readonly text: string;
  readonly logged: string;
}

/** A return lot with one drive on its certificate and, when asked, one that goes on an exception. */
export function load({ closed = true, withSilent = false }: { readonly closed?: boolean; readonly withSilent?: boolean } = {}): Loaded {
  const issued = issue(liveTo('sanitized'));
  const { station } = issued;
  const items = withSilent ? [subject, silent] : [subject];
  station.write({
    type: 'lot.opened',
    subject: lot,
    actor: keeper,
    body: { kind: 'rma', name: 'RMA 20117' },
    sealed: { note: 'Ask for Mr. Kovač' },
  });
  if (withSilent) claimSilent(station);
  for (const item of items) station.write({ type: 'lot.item_added', subject: lot, actor: keeper, body: { item } });
  if (closed) {
    station.write({
      type: 'custody.released',
      subject,
      actor: keeper,
      body: { way: 'maker', certificate: certificateName, proof: issued.issued.hash, lot },
      sealed: { consignee: 'Returns desk', reference: 'RMA-20117' },
    });
    if (withSilent) {
      const granted = station.entries.find(({ event }) => event.type === 'exception.granted');
      station.write({
        type: 'custody.released',
        subject: silent,
        actor: keeper,
        body: { way: 'maker', exception: granted?.hash ?? '', lot },
      });
    }
    station.write({
      type: 'lot.closed',
      subject: lot,
      actor: keeper,
      body: { ...contentOf(items.map((item) => ({ item, mark: { hash: '', wall: '' } }))) },
      sealed: { consignee: 'Returns desk', reference: 'RMA-20117', vehicle: 'Van 7' },
    });
  }
  return { issued, station, text: listOf(station), logged: listOf(station, true) };
}

function claimSilent(station: PaperStation): void {
  station.write({
    type: 'custody.claimed',
    subject: silent,
    actor: keeper,
    body: {
      holder: keeper,
      place: 'Row 2',
      reason: 'failed',
      data_class: 'internal',
      destination: 'maker',
      serial: 'SILENT-1',
      label: { serial: 'SILENT-1' },
    },
  });
  station.write({
    type: 'exception.granted',
    subject: silent,
    actor: keeper,
    body: { exception, rule: 'no_job', way: 'maker', ground: 'no_data_was_on_it', until_ms: station.nowMs + 86_400_000 },
  });
}

/** The load list as a station makes it. */
export function listOf(station: PaperStation, withReceipts = false): string {
  const entries = loadListEntries(station.entries, lot);
  const hashes = new Set(entries.map(({ hash }) => hash));
  const opened: Record<string, OpenedValues[string]> = {};
  for (const [hash, fields] of Object.entries(station.opened)) {
    const shown = Object.entries(fields).filter(([field]) => shownWithLoad.has(field));
    if (hashes.has(hash) && shown.length > 0) opened[hash] = Object.fromEntries(shown) as OpenedValues[string]; // texts, as the kit wrote them
  }
  return loadListText({
    lot,
    entries,
    opened,
    keys: station.keys.map((each) => ({ station: station.id, key: toBase64url(each) })),
    receipts: withReceipts ? logOf(station).receipts(entries) : undefined,
  });
}
