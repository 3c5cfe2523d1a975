import { tileWidth } from '../../domain/ledger/tiles.ts';
import type { RegistryStore } from '../store.ts';
import { bytesOf, lockLog } from './chains.ts';
import { bytes, number } from './rows.ts';
import type { Base } from './store.ts';

type TreePart = Pick<RegistryStore, 'entries' | 'indexOf' | 'tile' | 'newestCheckpoint' | 'checkpointRoot' | 'saveCheckpoint'>;

/** Entries, tiles and checkpoints. */
export function treePart({ query, log, transaction }: Base): TreePart {
  return {
    async entries(from, count) {
      const { rows } = await query('SELECT entry FROM events WHERE log_id = $1 AND log_index >= $2 AND log_index < $3 ORDER BY log_index', [
        log().logId,
        from,
        from + count,
      ]);
      return rows.map((row) => bytes(row, 'entry'));
    },
    async indexOf(eventHash) {
      const hash = bytesOf(eventHash);
      const { rows } = await query('SELECT log_index FROM events WHERE hash8 = $1 AND hash24 = $2 AND log_id = $3', [
        hash.subarray(0, 8),
        hash.subarray(8),
        log().logId,
      ]);
      return rows[0] === undefined ? undefined : number(rows[0], 'log_index');
    },
    async tile(level, index, width) {
      const { rows } = await query(
        'SELECT bytes FROM tiles WHERE log_id = $1 AND level = $2 AND n = $3 AND width >= $4 ORDER BY width LIMIT 1',
        [log().logId, level, index, width],
      );
      return rows[0] === undefined ? undefined : bytes(rows[0], 'bytes').subarray(0, width * 32);
    },
    async newestCheckpoint() {
      const { rows } = await query('SELECT size, root FROM checkpoints WHERE log_id = $1 ORDER BY size DESC LIMIT 1', [log().logId]);
      return rows[0] === undefined ? undefined : { size: number(rows[0], 'size'), root: bytes(rows[0], 'root') };
    },
    async checkpointRoot(size) {
      const { rows } = await query('SELECT root FROM checkpoints WHERE log_id = $1 AND size = $2', [log().logId, size]);
      return rows[0] === undefined ? undefined : bytes(rows[0], 'root');
    },
    saveCheckpoint: ({ size, root }, tiles, atMs) =>
      transaction(async (inside) => {
        await lockLog(inside, log());
        const { logId } = log();
        for (const { level, index, bytes: hashes } of tiles) {
          await inside('DELETE FROM tiles WHERE log_id = $1 AND level = $2 AND n = $3 AND width < $4', [logId, level, index, tileWidth]);
          await inside('INSERT INTO tiles (log_id, level, n, width, bytes) VALUES ($1, $2, $3, $4, $5)', [
            logId,
            level,
            index,
            hashes.length / 32,
            hashes,
          ]);
        }
        await inside('INSERT INTO checkpoints (log_id, size, root, at_ms) VALUES ($1, $2, $3, $4)', [logId, size, root, atMs]);
      }),
  };
}
