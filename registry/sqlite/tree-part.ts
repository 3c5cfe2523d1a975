import type { Bytes } from '../../domain/bytes.ts';
import { tileWidth } from '../../domain/ledger/tiles.ts';
import type { RegistryStore } from '../store.ts';
import type { Base } from './base.ts';
import { bytesOf } from './chains.ts';

/** Entries, tiles and checkpoints. */
export function treePart({
  database,
  log,
  read,
  write,
}: Base): Pick<RegistryStore, 'entries' | 'indexOf' | 'tile' | 'newestCheckpoint' | 'checkpointRoot' | 'saveCheckpoint'> {
  const selectEntries = database.prepare<[number, number, number], { entry: Bytes }>(
    'SELECT entry FROM events WHERE log_id = ? AND log_index >= ? AND log_index < ? ORDER BY log_index',
  );
  const selectIndex = database.prepare<[Bytes, Bytes, number], { log_index: number }>(
    'SELECT log_index FROM events WHERE hash8 = ? AND hash24 = ? AND log_id = ?',
  );
  const selectTile = database.prepare<[number, number, number, number], { bytes: Bytes }>(
    'SELECT bytes FROM tiles WHERE log_id = ? AND level = ? AND n = ? AND width >= ? ORDER BY width LIMIT 1',
  );
  const insertTile = database.prepare('INSERT INTO tiles (log_id, level, n, width, bytes) VALUES (?, ?, ?, ?, ?)');
  const dropNarrower = database.prepare(`DELETE FROM tiles WHERE log_id = ? AND level = ? AND n = ? AND width < ${tileWidth}`);
  const insertCheckpoint = database.prepare('INSERT INTO checkpoints (log_id, size, root, at_ms) VALUES (?, ?, ?, ?)');

  return {
    entries: (from, count) => read(() => selectEntries.all(log().logId, from, from + count).map((row) => row.entry)),
    indexOf: (eventHash) =>
      read(() => {
        const hash = bytesOf(eventHash);
        return selectIndex.get(hash.subarray(0, 8), hash.subarray(8), log().logId)?.log_index;
      }),
    tile: (level, index, width) => read(() => selectTile.get(log().logId, level, index, width)?.bytes.subarray(0, width * 32)),
    newestCheckpoint: () =>
      read(() =>
        database
          .prepare<[number], { size: number; root: Bytes }>(
            'SELECT size, root FROM checkpoints WHERE log_id = ? ORDER BY size DESC LIMIT 1',
          )
          .get(log().logId),
      ),
    checkpointRoot: (size) =>
      read(
        () =>
          database
            .prepare<[number, number], { root: Bytes }>('SELECT root FROM checkpoints WHERE log_id = ? AND size = ?')
            .get(log().logId, size)?.root,
      ),
    saveCheckpoint: ({ size, root }, tiles, atMs) =>
      write(() => {
        const { logId } = log();
        for (const { level, index, bytes } of tiles) {
          dropNarrower.run(logId, level, index);
          insertTile.run(logId, level, index, bytes.length / 32, bytes);
        }
        insertCheckpoint.run(logId, size, root, atMs);
      }),
  };
}
