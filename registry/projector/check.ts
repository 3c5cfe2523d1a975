import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { learnPolicies } from '../../domain/policy/policies.ts';
import type { SqlDatabase, SqlReader, SqlRow, SqlValue } from '../sql/port.ts';
import { openDatabase } from '../sqlite/open.ts';
import { sqliteSql } from '../sqlite/sql-port.ts';
import { beginning, comparePositions, type Position, type Projection, type ProjectionTable } from './projection.ts';
import { nextLog, readEvents } from './read-log.ts';

export type CheckResult =
  | { readonly kind: 'equal'; readonly position: Position; readonly rows: number }
  | {
      readonly kind: 'differs';
      readonly position: Position;
      readonly table: string;
      /** The first row that differs, as text: what the live table has, and what the log gives. */
      readonly live: string | undefined;
      readonly anew: string | undefined;
    };

const batch = 256;
const page = 500;

/**
 * Makes a projection anew in a database of its own, a SQLite file that goes away, and compares every row with the live
 * tables. The live ones go on meanwhile and stand still only for the last events and the comparing. On PostgreSQL this
 * holds both databases to one answer as well.
 */
export async function checkProjection(
  live: SqlReader,
  projection: Projection,
  position: () => Position,
  exclusive: <Result>(work: () => Promise<Result>) => Promise<Result>,
): Promise<CheckResult> {
  const folder = mkdtempSync(join(tmpdir(), 'custos-check-'));
  const file = openDatabase(join(folder, 'anew.sqlite'), 'scratch');
  try {
    const anew = sqliteSql(file);
    let at = await catchUp(live, anew, projection, beginning, position());
    return await exclusive(async () => {
      at = await catchUp(live, anew, projection, at, position());
      return compare(live, anew, projection.tables, at);
    });
  } finally {
    file.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function catchUp(log: SqlReader, anew: SqlDatabase, projection: Projection, from: Position, to: Position): Promise<Position> {
  let at = from;
  while (comparePositions(at, to) < 0) {
    const count = at.logId === to.logId ? Math.min(batch, to.next - at.next) : batch;
    const events = await readEvents(log, at, count);
    learnPolicies(events);
    if (events.length > 0) {
      await anew.apply(await projection.apply(events, anew, log));
      at = { logId: at.logId, next: at.next + events.length };
    } else {
      const next = await nextLog(log, at);
      if (next === undefined) throw new Error('the log ends before the projection does');
      at = next;
    }
    await nextTurn();
  }
  return at;
}

async function compare(live: SqlReader, anew: SqlReader, tables: readonly ProjectionTable[], position: Position): Promise<CheckResult> {
  let rows = 0;
  for (const table of tables) {
    let after: readonly SqlValue[] | undefined;
    for (;;) {
      const [left, right] = await Promise.all([rowsAfter(live, table, after), rowsAfter(anew, table, after)]);
      const longest = Math.max(left.length, right.length);
      for (let i = 0; i < longest; i += 1) {
        const [one, other] = [rowText(left[i]), rowText(right[i])];
        if (one !== other) return { kind: 'differs', position, table: table.name, live: one, anew: other };
      }
      rows += left.length;
      const last = left.at(-1);
      if (last === undefined || left.length < page) break;
      after = table.key.map((column) => last[column] as SqlValue); // a key column, which both databases give as one
      await nextTurn();
    }
  }
  return { kind: 'equal', position, rows };
}

function rowsAfter(db: SqlReader, { name, key }: ProjectionTable, after: readonly SqlValue[] | undefined): Promise<readonly SqlRow[]> {
  const columns = key.join(', ');
  const where = after === undefined ? '' : `WHERE (${columns}) > (${key.map((_, i) => `$${i + 1}`).join(', ')})`;
  return db.query(`SELECT * FROM ${name} ${where} ORDER BY ${columns} LIMIT ${page}`, after ?? []);
}

/** A row as text that both databases give alike. */
function rowText(row: SqlRow | undefined): string | undefined {
  if (row === undefined) return undefined;
  const columns = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  ]);
  return JSON.stringify(Object.fromEntries(columns.sort(([left], [right]) => (String(left) < String(right) ? -1 : 1))));
}
