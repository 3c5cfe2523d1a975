import pg from 'pg';
import { readMigrations, refuseOtherSteps, stepsLeft } from '../migrations.ts';
import { RegistryRefused } from '../refused.ts';

export const migrationFolder = new URL('./migrations/', import.meta.url);
const oldestMajor = 15;
/** The writer's transactions, and reads beside them. */
const connections = 8;
/** Serialization failure and deadlock: the server took everything back, and the same work may be done again. */
export const retryable = new Set(['40001', '40P01']);
const attempts = 5;
/** Statements kept prepared by each connection. More texts than this would be ones made from data. */
const keptStatements = 512;
const int8 = 20;
/** Name under which a registry's connections stand at the server. */
export const registryConnection = 'custos registry';
/** Reads whole numbers as numbers: no column of ours goes beyond 2^53. */
export const whole: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) as ReturnType<typeof pg.types.getTypeParser>,
};

/** A query with its values. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<pg.QueryResult<Record<string, unknown>>>;

/** One database with its ways to run. */
export interface Database {
  /** Reads by any connection. */
  readonly query: Query;
  /**
   * One transaction, durable when the promise resolves. Run again when the server gave it up for another one's sake, so
   * `work` must hold no state of its own.
   *
   * @param flush `unflushed` for rows that can be made anew: it may answer before the server has flushed its log
   */
  transaction<Result>(work: (query: Query) => Promise<Result>, flush?: 'unflushed'): Promise<Result>;
  /** Connections now: all, those that nobody uses, and how much work waits for one. */
  pool(): { readonly all: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

/**
 * Connects to PostgreSQL 15 or later and brings the tables up to date. Refuses a server that may forget a commit. Throws
 * `RegistryRefused`; then nothing was changed.
 *
 * @param url as in DATABASE_URL; its password never stands in a message
 */
export async function openDatabase(url: string): Promise<Database> {
  // Whatever the role's default is: a commit that was answered is on disk.
  return connected(url, { name: registryConnection, options: '-c synchronous_commit=on', doing: 'used' }, async (database) => {
    await checkServer(database.query);
    await migrate(database);
  });
}

/**
 * Connects to a registry's database for reading alone, a standby too; each transaction is read-only. No step of the schema
 * is taken. Throws `RegistryRefused`.
 *
 * @param url as in DATABASE_URL; its password never stands in a message
 */
export async function openDatabaseToRead(url: string): Promise<Database> {
  const way = { name: 'custos reader', options: '-c default_transaction_read_only=on', doing: 'read' } as const;
  return connected(url, way, async ({ query }) => {
    const { rows } = await query('SELECT id, name, hash FROM migrations ORDER BY id');
    const done = rows.map(({ id, name, hash }) => ({ id: Number(id), name: String(name), hash: String(hash) }));
    refuseOtherSteps(readMigrations(migrationFolder), done, 'The database');
  });
}

interface Way {
  /** Name under which the connections stand at the server. */
  readonly name: string;
  readonly options: string;
  readonly doing: 'used' | 'read';
}

/** A database by a pool of its own, which is closed again when `ready` finds it unfit. */
async function connected(url: string, { name, options, doing }: Way, ready: (database: Database) => Promise<void>): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: connections, application_name: name, options, types: whole });
  // A connection that breaks while it is idle is replaced at the next use.
  pool.on('error', () => undefined);
  // One that breaks while it is lent fails the query it runs; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const queryOf = preparedQueries();
  const database: Database = {
    query: (text, values) => pool.query(queryOf(text, values)),
    transaction: (work, flush) => inTransaction(pool, queryOf, work, flush),
    pool: () => ({ all: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
  try {
    await ready(database);
    return database;
  } catch (cause) {
    await pool.end();
    if (cause instanceof RegistryRefused) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RegistryRefused(
      'unreachable',
      `The database cannot be ${doing}: ${why}. Nothing was changed. Check DATABASE_URL and the server.`,
      cause,
    );
  }
}

async function checkServer(query: Query): Promise<void> {
  const { rows } = await query("SELECT name, setting FROM pg_settings WHERE name IN ('server_version_num', 'fsync', 'full_page_writes')");
  const settings = new Map(rows.map(({ name, setting }) => [String(name), String(setting)]));
  const major = Math.floor(Number(settings.get('server_version_num')) / 10_000);
  if (!(major >= oldestMajor))
    throw new RegistryRefused(
      'unsafe_server',
      `The registry needs PostgreSQL ${oldestMajor} or later; this server is ${major}. Nothing was changed.`,
    );
  for (const name of ['fsync', 'full_page_writes'])
    if (settings.get(name) !== 'on')
      throw new RegistryRefused(
        'unsafe_server',
        `This server runs with ${name} off and may forget what it promised. Set it on and start the registry again. Nothing was changed.`,
      );
}

/**
 * Statements with values are prepared once for each connection: to read and plan one of many rows takes the server longer
 * than to run it. Texts come from the code; one beyond `keptStatements` is not prepared.
 */
function preparedQueries(): (text: string, values?: readonly unknown[]) => pg.QueryConfig {
  const names = new Map<string, string>();
  return (text, values) => {
    if (values === undefined) return { text };
    const known = names.get(text);
    if (known === undefined && names.size >= keptStatements) return { text, values: [...values] };
    const name = known ?? `s${names.size}`;
    names.set(text, name);
    return { name, text, values: [...values] };
  };
}

async function migrate(database: Database): Promise<void> {
  await database.query('CREATE TABLE IF NOT EXISTS migrations (id bigint PRIMARY KEY, name text NOT NULL, hash text NOT NULL)');
  const { rows } = await database.query('SELECT id, name, hash FROM migrations ORDER BY id');
  const done = rows.map(({ id, name, hash }) => ({ id: Number(id), name: String(name), hash: String(hash) }));
  for (const { id, name, sql, hash } of stepsLeft(readMigrations(migrationFolder), done, 'The database'))
    await database.transaction(async (query) => {
      // First the row: a second registry that starts now waits here, and then fails on the key instead of repeating the step.
      await query('INSERT INTO migrations (id, name, hash) VALUES ($1, $2, $3)', [id, name, hash]);
      await query(sql);
    });
}

async function inTransaction<Result>(
  pool: pg.Pool,
  queryOf: ReturnType<typeof preparedQueries>,
  work: (query: Query) => Promise<Result>,
  flush?: 'unflushed',
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken = false;
    try {
      await client.query(flush === undefined ? 'BEGIN' : 'BEGIN; SET LOCAL synchronous_commit = off');
      const result = await work((text, values) => client.query(queryOf(text, values)));
      await client.query('COMMIT');
      return result;
    } catch (cause) {
      broken = !(await rolledBack(client));
      const code = cause instanceof pg.DatabaseError ? cause.code : undefined;
      if (code === undefined || !retryable.has(code) || attempt === attempts) throw cause;
    } finally {
      client.release(broken);
    }
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}
