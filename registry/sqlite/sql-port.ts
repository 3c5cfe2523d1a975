import type Database from 'better-sqlite3';
import { RowsDiffer, type SqlDatabase, type SqlRow, type SqlValue, type Statement } from '../sql/port.ts';

/** Statements kept prepared. More texts than this would be ones made from data. */
const keptStatements = 512;
/** With a write-ahead log: flushed when it is carried over, not at each commit. */
const synchronousNormal = 1;

interface Prepared {
  readonly statement: Database.Statement<unknown[], SqlRow>;
  /** Its placeholders stand in the order of their numbers, once each: they are bound by place, which is quicker than by name. */
  readonly inOrder: boolean;
}

/** The narrow port, and `run` for statements that belong to a transaction that is open already. */
export interface SqlitePort extends SqlDatabase {
  run(statements: readonly Statement[]): void;
}

/** The narrow port over the store's own connection. Nothing waits inside a transaction: the event loop is the lock. */
export function sqliteSql(database: Database.Database): SqlitePort {
  const prepared = new Map<string, Prepared>();

  function prepare(text: string): Prepared {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const placeholders = text.match(/\$\d+/g) ?? [];
    const inOrder = placeholders.every((placeholder, i) => placeholder === `$${i + 1}`);
    const statement = { statement: database.prepare<unknown[], SqlRow>(inOrder ? text.replaceAll(/\$\d+/g, '?') : text), inOrder };
    const [oldest] = prepared.keys();
    if (prepared.size >= keptStatements && oldest !== undefined) prepared.delete(oldest);
    prepared.set(text, statement);
    return statement;
  }

  function run(statements: readonly Statement[]): void {
    for (const { text, params, changes } of statements) {
      const { statement, inOrder } = prepare(text);
      const changed = statement.run(inOrder ? (params ?? []) : byName(params)).changes;
      if (changes !== undefined && changed !== changes) throw new RowsDiffer(text, changed, changes);
    }
  }
  const inTransaction = database.transaction(run);

  /** The write-ahead log keeps commits in order: what is not flushed now is, at the latest, with the next commit that is. */
  function unflushed(work: () => void): void {
    const before = Number(database.pragma('synchronous', { simple: true }));
    database.pragma(`synchronous = ${Math.min(before, synchronousNormal)}`);
    try {
      work();
    } finally {
      database.pragma(`synchronous = ${before}`);
    }
  }

  return {
    run,
    query: (text, params) =>
      new Promise((resolve) => {
        const { statement, inOrder } = prepare(text);
        resolve(statement.all(inOrder ? (params ?? []) : byName(params)));
      }),
    apply: (statements) =>
      new Promise((resolve) => {
        resolve(inTransaction.immediate(statements));
      }),
    applyUnflushed: (statements) =>
      new Promise((resolve) => {
        resolve(unflushed(() => inTransaction.immediate(statements)));
      }),
    // Without a WHERE SQLite drops the pages instead of visiting the rows.
    emptying: (table) => ({ text: `DELETE FROM ${table}` }),
  };
}

/** `$1` is a name to SQLite. */
function byName(params: readonly SqlValue[] = []): Readonly<Record<string, SqlValue>> {
  return Object.fromEntries(params.map((value, i) => [String(i + 1), value]));
}
