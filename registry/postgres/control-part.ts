import { hashText } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { Fork, RegistryStore } from '../store.ts';
import { bytesOf, extend, stationNamed } from './chains.ts';
import { bytes, number, type Row, text } from './rows.ts';
import { runStatements } from './sql-port.ts';
import type { Base } from './store.ts';

/** The control chain, and the evidence that it tells of. */
export function controlPart(base: Base): Pick<RegistryStore, 'appendControl' | 'unreportedForks' | 'evidence'> {
  return {
    appendControl: ({ make, station, sealed = [], effect, recvMs }) =>
      base.transaction(async (query) => {
        // The control chain has the lowest number: heads are locked in order, and all of them before the log.
        const row = await stationNamed(query, controlStation, 'lock');
        if (row === undefined) throw new Error('the log has no control chain');
        const entry = make(row.head, station === undefined ? undefined : await stationNamed(query, station, 'lock'));
        const { firstIndex } = await extend(query, base.log(), row, [{ entry, keys: [], sealed }], recvMs);
        await runStatements(query, effect({ logId: base.log().logId, index: firstIndex, hash: entry.hash }));
        return { entry, index: firstIndex };
      }),
    async unreportedForks() {
      const { rows } = await base.query(
        `SELECT station_no, station, epoch, seq, hash, logged, entry FROM evidence JOIN stations USING (station_no)
          WHERE control_index IS NULL ORDER BY recv_ms, station_no`,
      );
      return rows.map(forkOf);
    },
    async evidence(hash) {
      const { rows } = await base.query('SELECT entry FROM evidence WHERE hash = $1', [bytesOf(hash)]);
      return rows[0] === undefined ? undefined : bytes(rows[0], 'entry');
    },
  };
}

function forkOf(row: Row): Fork {
  return {
    stationNo: number(row, 'station_no'),
    station: text(row, 'station'),
    epoch: number(row, 'epoch'),
    seq: number(row, 'seq'),
    hash: hashText(bytes(row, 'hash')),
    logged: hashText(bytes(row, 'logged')),
    entry: bytes(row, 'entry'),
  };
}
