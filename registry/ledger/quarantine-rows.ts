import type { Entry } from '../../domain/ledger/entry.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { inList, type SqlReader, type Statement } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { SealedRow } from '../store.ts';

/** Most events of one station that are held. What comes beyond is not kept here; the station still has it. */
export const heldAtMost = 10_000;

/** An event that came by a revoked key, truly signed by it. */
export interface HeldEvent {
  readonly stationNo: number;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly keyId: string;
  readonly entry: Uint8Array;
  readonly sealed: readonly SealedText[];
  readonly recvMs: number;
  readonly state: 'held' | 'admitted' | 'dismissed';
  readonly decidedBy?: string;
}

/** Field, salt in base64url, canonical value. */
export type SealedText = readonly [string, string, string];

/** Statements that keep arrivals. The same arrival again changes nothing. */
export function holdStatements(
  stationNo: number,
  arrivals: readonly { readonly entry: Entry; readonly sealed: readonly SealedRow[] }[],
  recvMs: number,
): readonly Statement[] {
  return arrivals.map(({ entry, sealed }) => ({
    text: `INSERT INTO quarantine (station_no, epoch, hash, seq, keyid, entry, private, recv_ms, state)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'held') ON CONFLICT DO NOTHING`,
    params: [
      stationNo,
      entry.event.epoch,
      entry.hash,
      entry.event.seq,
      entry.sigs[0]?.keyid ?? '',
      entry.bytes,
      JSON.stringify(sealed.map(({ field, salt, value }): SealedText => [field, toBase64url(salt), value])),
      recvMs,
    ],
  }));
}

/** How many events of a station are held and undecided. */
export async function heldOf(sql: SqlReader, stationNo: number): Promise<number> {
  const [row] = await sql.query(`SELECT count(*) AS n FROM quarantine WHERE station_no = $1 AND state = 'held'`, [stationNo]);
  return row === undefined ? 0 : number(row, 'n');
}

/** Which of these events are kept already, decided or not. */
export async function keptAlready(sql: SqlReader, stationNo: number, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const [first, ...more] = hashes;
  if (first === undefined) return new Set();
  const { list, params } = inList([first, ...more], 2);
  const rows = await sql.query(`SELECT hash FROM quarantine WHERE station_no = $1 AND hash IN ${list}`, [stationNo, ...params]);
  return new Set(rows.map((row) => text(row, 'hash')));
}

const columns = 'station_no, station, epoch, seq, hash, keyid, entry, private, recv_ms, state, decided_by';

/** One held event by its hash, decided or not. */
export async function heldEvent(sql: SqlReader, hash: string): Promise<HeldEvent | undefined> {
  const [row] = await sql.query(`SELECT ${columns} FROM quarantine JOIN stations USING (station_no) WHERE hash = $1`, [hash]);
  return row === undefined ? undefined : heldRow(row);
}

/** The events of a station that are kept here with values, decided on or not: at most `heldAtMost`, and those that were decided. */
export async function heldWithValues(sql: SqlReader, station: string): Promise<readonly HeldEvent[]> {
  const rows = await sql.query(
    `SELECT ${columns} FROM quarantine JOIN stations USING (station_no) WHERE station = $1 AND private <> '[]' ORDER BY seq, hash`,
    [station],
  );
  return rows.map(heldRow);
}

/** Held events that nobody has decided on, oldest first. `after` is the last one of the page before. */
export async function heldEvents(
  sql: SqlReader,
  limit: number,
  after?: { readonly recvMs: number; readonly stationNo: number; readonly seq: number; readonly hash: string },
): Promise<readonly HeldEvent[]> {
  const from = after ?? { recvMs: -1, stationNo: -1, seq: -1, hash: '' };
  const rows = await sql.query(
    `SELECT ${columns} FROM quarantine JOIN stations USING (station_no)
      WHERE state = 'held' AND (recv_ms, quarantine.station_no, seq, hash) > ($1, $2, $3, $4)
      ORDER BY recv_ms, quarantine.station_no, seq, hash LIMIT $5`,
    [from.recvMs, from.stationNo, from.seq, from.hash, limit],
  );
  return rows.map(heldRow);
}

function heldRow(row: Readonly<Record<string, unknown>>): HeldEvent {
  const decidedBy = optionalText(row, 'decided_by');
  return {
    stationNo: number(row, 'station_no'),
    station: text(row, 'station'),
    epoch: number(row, 'epoch'),
    seq: number(row, 'seq'),
    hash: text(row, 'hash'),
    keyId: text(row, 'keyid'),
    entry: bytes(row, 'entry'),
    sealed: JSON.parse(text(row, 'private')) as readonly SealedText[], // written by `holdStatements`
    recvMs: number(row, 'recv_ms'),
    state: text(row, 'state') as HeldEvent['state'], // the table's own check
    ...(decidedBy === undefined ? {} : { decidedBy }),
  };
}
