import type { SqlReader } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';
import { openDatabase } from '../sqlite/open.ts';
import { sqliteSql } from '../sqlite/sql-port.ts';
import type { Find } from './findings.ts';

/** How many faults SQLite is asked for. */
const faults = 20;
let anew: string | undefined;

/**
 * Is the registry's SQLite file whole, and has it the tables of this program? SQLite walks every page, every index and
 * every rule of a column. Of a damaged file nothing else is asked: what it says cannot be relied on.
 *
 * @returns whether the rest can be looked at
 */
export async function checkFile(sql: SqlReader, find: Find): Promise<boolean> {
  try {
    const said = (await sql.query(`PRAGMA integrity_check(${faults})`)).map((row) => text(row, 'integrity_check'));
    for (const line of said) if (line !== 'ok') find('file', 'registry.sqlite', `SQLite finds the file damaged: ${line}`);
    const loose = new Set((await sql.query('PRAGMA foreign_key_check')).map((row) => text(row, 'table')));
    for (const table of loose) find('file', table, 'it has rows that belong to nothing');
    anew ??= await shapeAnew();
    const same = (await shapeOf(sql)) === anew;
    if (!same) find('file', 'registry.sqlite', 'its mark or its tables are not those of this version of Custos');
    return same && said.every((line) => line === 'ok');
  } catch (cause) {
    find('file', 'registry.sqlite', `SQLite cannot read the file: ${cause instanceof Error ? cause.message : String(cause)}`);
    return false;
  }
}

/** The mark of the file, its schema, and the steps that made it. */
async function shapeOf(sql: SqlReader): Promise<string> {
  const [mark] = await sql.query('PRAGMA application_id');
  const schema = await sql.query('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name');
  const steps = await sql.query('SELECT id, name, hash FROM migrations ORDER BY id');
  return JSON.stringify([mark === undefined ? 0 : number(mark, 'application_id'), schema, steps]);
}

async function shapeAnew(): Promise<string> {
  const database = openDatabase(':memory:', 'scratch');
  try {
    return await shapeOf(sqliteSql(database));
  } finally {
    database.close();
  }
}
