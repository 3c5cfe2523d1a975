import Database from 'better-sqlite3';
import { isFoldedHere } from '../fold.ts';
import { readMigrations, migrate } from '../migrate.ts';
import { learnPolicies } from '../../domain/policy/policies.ts';
import { openProjections } from '../projections.ts';
import { policiesIn } from '../pull.ts';
import type { Find } from './findings.ts';

/** Tables that are folded from events, with the columns that order them. */
const folded = [
  ['drives', 'subject'],
  ['drive_counts', 'state'],
  ['drive_words', 'word, subject'],
  ['drive_words_backwards', 'word, subject'],
  ['people', 'person'],
  ['containers', 'subject'],
  ['contents', 'item, container'],
] as const;

/** What they are folded from. */
const sources = ['chains', 'events', 'sealed', 'pulled'];

/** Folds every event anew in a database of its own, which SQLite puts away by itself, and compares row by row. */
export function checkDerived(db: Database.Database, find: Find): void {
  if (!isFoldedHere(db))
    return find('derived', 'kept folded_by', 'another version of the program folded the tables; the next start makes them anew');
  const anew = new Database('');
  try {
    migrate(anew, readMigrations(new URL('../migrations/', import.meta.url)));
    anew.transaction(() => {
      for (const table of sources) copy(db, anew, table);
    })();
    learnPolicies(policiesIn(anew));
    openProjections(anew).rebuild();
    for (const [table, key] of folded) compare(db, anew, { table, key }, find);
  } finally {
    anew.close();
  }
}

function copy(from: Database.Database, to: Database.Database, table: string): void {
  const rows = from.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw();
  const width = rows.columns().length;
  const put = to.prepare(`INSERT INTO ${table} VALUES (${Array.from({ length: width }, () => '?').join(', ')})`);
  for (const row of rows.iterate()) put.run(row);
}

function compare(
  db: Database.Database,
  anew: Database.Database,
  { table, key }: { readonly table: string; readonly key: string },
  find: Find,
): void {
  const query = `SELECT * FROM ${table} ORDER BY ${key}`;
  const other = anew.prepare<[], unknown[]>(query).raw().iterate();
  try {
    for (const row of db.prepare<[], unknown[]>(query).raw().iterate()) {
      const next = other.next();
      if (next.done === true || JSON.stringify(next.value) !== JSON.stringify(row))
        return find('derived', table, 'the events give other rows; a rebuild makes this table anew');
    }
    if (other.next().done !== true) find('derived', table, 'rows are missing that the events give; a rebuild makes this table anew');
  } finally {
    // A statement that is still read keeps its database open.
    other.return?.();
  }
}

/** Small tables that hang on events or people. */
export function checkSmall(db: Database.Database, find: Find): void {
  const one = (query: string): number => Number(db.prepare(query).pluck().get());
  if (one('SELECT count(*) FROM recoveries WHERE n NOT IN (SELECT n FROM events WHERE life < (SELECT max(life) FROM chains))') > 0)
    find('derived', 'recoveries', 'something waits to be told again that is not of an earlier chain');
  if (one('SELECT count(*) FROM person_keys WHERE person NOT IN (SELECT person FROM people)') > 0)
    find('derived', 'person_keys', 'a badge belongs to nobody who was enrolled here');
}
