import type { ChainHead } from '../../domain/ledger/chain.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { bytes, number, text } from '../sql/rows.ts';
import type { SqlRow } from '../sql/port.ts';
import type { StationRow } from '../store.ts';

export { bytes, number, text };
export type Row = SqlRow;

export function stationRow(row: Row): StationRow {
  const head: ChainHead = { epoch: number(row, 'epoch'), seq: number(row, 'seq'), hash: hashText(bytes(row, 'hash')) };
  return { stationNo: number(row, 'station_no'), station: text(row, 'station'), head, frozen: row['frozen'] === true };
}
