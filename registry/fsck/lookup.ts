import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { bytes } from '../sql/rows.ts';

/** Single entries of a log, read when a row beside it names one. */
export interface Lookup {
  at(index: number): Promise<Entry | undefined>;
  /** By event hash. */
  byHash(hash: string): Promise<Entry | undefined>;
}

export function lookupIn(sql: SqlReader, logId: number): Lookup {
  return {
    async at(index) {
      const rows = await sql.query('SELECT entry FROM events WHERE log_id = $1 AND log_index = $2', [logId, index]);
      return entryOf(rows[0]);
    },
    async byHash(hash) {
      const wanted = readHash(hash);
      if (wanted === undefined) return undefined;
      const rows = await sql.query('SELECT entry FROM events WHERE hash8 = $1 AND log_id = $2', [wanted.slice(0, 8), logId]);
      return rows.map(entryOf).find((entry) => entry?.hash === hash);
    },
  };
}

function entryOf(row: SqlRow | undefined): Entry | undefined {
  const opened = row === undefined ? undefined : openEntry(new Uint8Array(bytes(row, 'entry')));
  return opened?.kind === 'entry' ? opened.entry : undefined;
}
