import type Database from 'better-sqlite3';
import type { Bytes } from '../../domain/bytes.ts';

export interface HeadRow {
  readonly station_no: number;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: Bytes;
  readonly frozen: number;
}

type Run = { readonly first_index: number; readonly first_seq: number; readonly n: number };
type HashParts = { readonly hash8: Bytes; readonly hash24: Bytes };
type HashRange = { readonly stationNo: number; readonly epoch: number; readonly from: number; readonly to: number; readonly start: number };

export type ChainStatements = ReturnType<typeof prepareReads> & {
  /** Runs a statement that changes rows. @returns how many it changed */
  readonly change: (name: keyof typeof changes, ...values: readonly unknown[]) => number;
  readonly typeNo: (type: string) => number;
  readonly subjectNo: (subject: string) => number;
};

const changes = {
  moveHead: 'UPDATE heads SET epoch = ?, seq = ?, hash = ? WHERE station_no = ?',
  freeze: 'UPDATE heads SET frozen = 1 WHERE station_no = ?',
  event:
    'INSERT INTO events (log_id, log_index, station_no, epoch, seq, type_no, subject_no, recv_ms, hash8, hash24, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  run: 'INSERT INTO runs (log_id, first_index, n, station_no, epoch, first_seq) VALUES (?, ?, ?, ?, ?, ?)',
  sealed: 'INSERT INTO sealed (log_id, log_index, field, salt, value) VALUES (?, ?, ?, ?, ?)',
  key: 'INSERT INTO keys (station_no, keyid, public_key, use, log_id, log_index) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  growLog: 'UPDATE logs SET size = ? WHERE log_id = ? AND fence = ? AND size = ?',
  evidence:
    'INSERT INTO evidence (station_no, epoch, hash, seq, logged, entry, recv_ms) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
} as const;

/** Everything that chains ask of the database, prepared once. */
export function prepareChains(database: Database.Database): ChainStatements {
  const prepared = new Map(Object.entries(changes).map(([name, sql]) => [name, database.prepare<unknown[]>(sql)]));
  return {
    ...prepareReads(database),
    change(name, ...values) {
      const statement = prepared.get(name);
      if (statement === undefined) throw new Error('no such statement');
      return statement.run(...values).changes;
    },
    typeNo: dictionary(database, 'types', 'type'),
    subjectNo: dictionary(database, 'subjects', 'subject'),
  };
}

function prepareReads(database: Database.Database) {
  const head = database.prepare<[string], HeadRow>(
    'SELECT station_no, station, epoch, seq, hash, frozen FROM stations JOIN heads USING (station_no) WHERE station = ?',
  );
  const size = database.prepare<[number], { size: number; authority: number }>('SELECT size, authority FROM logs WHERE log_id = ?');
  const run = database.prepare<[number, number, number], Run>(
    'SELECT first_index, first_seq, n FROM runs WHERE station_no = ? AND epoch = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1',
  );
  const hashes = database.prepare<[HashRange], HashParts>(
    `SELECT e.hash8, e.hash24 FROM runs r
       JOIN events e ON e.log_id = r.log_id AND e.log_index BETWEEN r.first_index AND r.first_index + r.n - 1
      WHERE r.station_no = @stationNo AND r.epoch = @epoch AND r.first_seq BETWEEN @start AND @to AND e.seq BETWEEN @from AND @to
      ORDER BY e.seq`,
  );
  return {
    head: (station: string): HeadRow | undefined => head.get(station),
    size: (logId: number): number | undefined => size.get(logId)?.size,
    authority: (logId: number): number | undefined => size.get(logId)?.authority,
    /** The run that holds a seq, or the last one before it. */
    runAt: (stationNo: number, epoch: number, seq: number): Run | undefined => run.get(stationNo, epoch, seq),
    hashes: (range: HashRange): HashParts[] => hashes.all(range),
  };
}

/** Numbers for words that come back often; explicit numbers, so that no engine's serial columns are needed. */
function dictionary(database: Database.Database, table: 'types' | 'subjects', word: 'type' | 'subject'): (text: string) => number {
  const select = database.prepare<[string], { no: number }>(`SELECT ${word}_no AS no FROM ${table} WHERE ${word} = ?`);
  const insert = database.prepare<[string], { no: number }>(
    `INSERT INTO ${table} (${word}_no, ${word}) SELECT coalesce(max(${word}_no), 0) + 1, ? FROM ${table} RETURNING ${word}_no AS no`,
  );
  return (text) => {
    const no = (select.get(text) ?? insert.get(text))?.no;
    if (no === undefined) throw new Error(`no number for a ${word}`);
    return no;
  };
}
