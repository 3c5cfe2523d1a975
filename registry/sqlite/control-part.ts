import type { Bytes } from '../../domain/bytes.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { Fork, RegistryStore } from '../store.ts';
import type { Base } from './base.ts';
import { bytesOf } from './chains.ts';

interface ForkRow {
  readonly station_no: number;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: Bytes;
  readonly logged: Bytes;
  readonly entry: Bytes;
}

/** The control chain, and the evidence that it tells of. */
export function controlPart(base: Base): Pick<RegistryStore, 'appendControl' | 'unreportedForks' | 'evidence'> {
  const { database, sql, chains, log, read, write } = base;
  return {
    appendControl: ({ make, station, sealed = [], effect, recvMs }) =>
      write(() => {
        const row = chains.station(controlStation);
        if (row === undefined) throw new Error('the log has no control chain');
        const entry = make(row.head, station === undefined ? undefined : chains.station(station));
        const { firstIndex } = chains.extend(log(), row, [{ entry, keys: [], sealed }], recvMs);
        sql.run(effect({ logId: log().logId, index: firstIndex, hash: entry.hash }));
        return { entry, index: firstIndex };
      }),
    unreportedForks: () =>
      read(() =>
        database
          .prepare<[], ForkRow>(
            'SELECT station_no, station, epoch, seq, hash, logged, entry FROM evidence JOIN stations USING (station_no) WHERE control_index IS NULL ORDER BY recv_ms, station_no',
          )
          .all()
          .map(({ station_no: stationNo, hash, logged, ...row }): Fork => ({
            ...row,
            stationNo,
            hash: hashText(hash),
            logged: hashText(logged),
          })),
      ),
    evidence: (hash) =>
      read(() => database.prepare<[Bytes], { entry: Bytes }>('SELECT entry FROM evidence WHERE hash = ?').get(bytesOf(hash))?.entry),
  };
}
