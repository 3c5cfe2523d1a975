import type { Bytes } from '../../domain/bytes.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import type { StationRow } from '../store.ts';

/** Reads columns as what the schema says they are; anything else is a database that is not ours. */

export type Row = Readonly<Record<string, unknown>>;

export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new TypeError(`${column} is no number`);
  return value;
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`${column} is no text`);
  return value;
}

export function bytes(row: Row, column: string): Bytes {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`${column} is no byte string`);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

export function stationRow(row: Row): StationRow {
  const head: ChainHead = { epoch: number(row, 'epoch'), seq: number(row, 'seq'), hash: hashText(bytes(row, 'hash')) };
  return { stationNo: number(row, 'station_no'), station: text(row, 'station'), head, frozen: row['frozen'] === true };
}
