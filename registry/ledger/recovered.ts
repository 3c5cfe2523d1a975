import { type Bytes, fromBase64url } from '../../domain/bytes.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { aloneRegistry } from '../../domain/ledger/alone.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { openEntry, readEntry } from '../../domain/ledger/entry.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { inList, type Statement } from '../sql/port.ts';
import { bytes, text } from '../sql/rows.ts';
import type { LogPlace, RegistryStore } from '../store.ts';

/** Name of the attachment that binds an entry which is kept beside the log. */
export const entryAttachment = 'entry';

/** The attachment that binds an entry: its size and hash, so that the entry beside the log can be held against it. */
export function attachmentOf(entry: Bytes): {
  readonly name: string;
  readonly media: string;
  readonly size: number;
  readonly sha256: string;
} {
  return { name: entryAttachment, media: 'application/json', size: entry.length, sha256: hashText(sha256(entry)) };
}

export type ReadRecovered = { readonly kind: 'recovered'; readonly told: Entry } | { readonly kind: 'refused'; readonly detail: string };

/**
 * Holds the entry that came with an `event.recovered` against what the event says of it: same station, an epoch that
 * is over, the hash it names, the bytes it attaches. Its signature is the caller's to verify.
 */
export function readRecovered({ event }: Entry, sent: unknown): ReadRecovered {
  const read = readFact(event.type, event.body);
  if (read.kind !== 'fact' || read.fact.type !== 'event.recovered') return refuse('not a recovered event');
  const { body } = read.fact;
  if (sent === undefined) return refuse('the entry that is told again did not come along');
  const opened = readEntry(sent);
  if (opened.kind === 'refused') return refuse(`the entry that is told again: ${opened.code}`);
  const told = opened.entry;
  const { event: inner } = told;
  // What a station wrote before it belonged here, under this very event key: the caller's look at the signature ties the two.
  const isFromAlone = inner.reg === aloneRegistry;
  if (!isFromAlone && (inner.reg !== event.reg || inner.station !== event.station))
    return refuse('told again for another station or registry');
  if (told.hash !== body.event || inner.epoch !== body.epoch || inner.seq !== body.seq) return refuse('another event than the one named');
  if (!isFromAlone && inner.epoch >= event.epoch) return refuse('of an epoch that is not over');
  const bound = event.att?.find(({ name }) => name === entryAttachment);
  const attached = attachmentOf(told.bytes);
  if (bound?.size !== attached.size || bound.sha256 !== attached.sha256) return refuse('the attachment does not bind the entry');
  return { kind: 'recovered', told };
}

/** Hash of the event that an `event.recovered` tells again, undefined for any other event. */
export function toldBy({ event: { type, body } }: Entry): string | undefined {
  const first = type === 'event.recovered' ? body['event'] : undefined;
  return typeof first === 'string' ? first : undefined;
}

/** Keeps the entry beside the log, with the event that tells it again. */
export function keepRecovered(station: string, told: Entry, { logId, index }: LogPlace): Statement {
  const { epoch, seq } = told.event;
  return {
    text: `INSERT INTO recovered (station_no, epoch, hash, seq, entry, log_id, log_index)
           SELECT station_no, $2, $3, $4, $5, $6, $7 FROM stations WHERE station = $1 ON CONFLICT DO NOTHING`,
    params: [station, epoch, told.hash, seq, told.bytes, logId, index],
  };
}

/**
 * Of these events, those whose sealed values came before: with the event itself, or when it was told again the first
 * time. They are kept there, or were erased; another telling brings nothing.
 */
export async function valuesKnown(
  { sql, indexOf }: Pick<RegistryStore, 'sql' | 'indexOf'>,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const [first, ...more] = hashes;
  if (first === undefined) return new Set();
  const { list, params } = inList([first, ...more], 1);
  const told = (await sql.query(`SELECT hash FROM recovered WHERE hash IN ${list}`, params)).map((row) => text(row, 'hash'));
  const places = await Promise.all(hashes.map((hash) => indexOf(hash)));
  return new Set([...told, ...hashes.filter((_hash, at) => places[at] !== undefined)]);
}

/** The event key that a rotation brings; undefined for any other entry. */
export function keyBrought({ event }: Entry): { readonly id: string; readonly publicKey: Bytes } | undefined {
  const read = readFact(event.type, event.body);
  const publicKey = read.kind === 'fact' && read.fact.type === 'key.rotated' ? fromBase64url(read.fact.body.key) : undefined;
  return publicKey === undefined ? undefined : { id: keyId(publicKey), publicKey };
}

/** Rows that are read at once. */
const pageRows = 500;

/**
 * Event keys that a station brought by rotations which the log holds as told again only: it went on to the next key while
 * nobody heard it, and what it signed by that one is told again too.
 */
export async function keysToldAgain({ sql }: Pick<RegistryStore, 'sql'>, station: string): Promise<ReadonlyMap<string, Bytes>> {
  const keys = new Map<string, Bytes>();
  for (let after = ''; ;) {
    const rows = await sql.query(
      `SELECT hash, entry FROM recovered JOIN stations USING (station_no) WHERE station = $1 AND hash > $2 ORDER BY hash LIMIT ${pageRows}`,
      [station, after],
    );
    for (const row of rows) {
      const opened = openEntry(new Uint8Array(bytes(row, 'entry')));
      const key = opened.kind === 'entry' ? keyBrought(opened.entry) : undefined;
      if (key !== undefined) keys.set(key.id, key.publicKey);
      after = text(row, 'hash');
    }
    if (rows.length < pageRows) return keys;
  }
}

function refuse(detail: string): ReadRecovered {
  return { kind: 'refused', detail };
}
