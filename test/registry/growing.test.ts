import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { migratedTables } from './migrated-tables.ts';

const page = readFileSync(new URL('../../docs/growing.md', import.meta.url), 'utf8');
/** Table to the column that it is spread by; `reference` where it is whole everywhere. */
const spread = new Map(
  [...page.matchAll(/^\| `(\w+)` \| (?:`(\w+)`|(reference)) \|/gm)].map(([, table = '', column, whole]) => [table, column ?? whole ?? '']),
);
const tables = migratedTables('postgres');

test('every table of PostgreSQL says how it is spread, and no other one does', () => {
  expect([...spread.keys()].sort()).toEqual([...tables.keys()].sort());
  expect(spread.get('events')).toBe('log_index');
});

test('every unique key holds the column that its table is spread by', () => {
  for (const { name, primaryKey, unique } of tables.values()) {
    const column = spread.get(name) ?? '';
    if (column === 'reference') continue;
    for (const key of [primaryKey, ...unique]) expect(key, `${name} (${key.join(', ')})`).toContain(column);
  }
});

test('whatever a table refers to is whole everywhere, or lies beside it', () => {
  let references = 0;
  for (const { name, refers } of tables.values())
    for (const { column, to } of refers) {
      references += 1;
      const [from, there] = [spread.get(name), spread.get(to)];
      const isBeside = from !== 'reference' && from === column && tables.get(to)?.primaryKey[0] === there;
      expect(there === 'reference' || isBeside, `${name}.${column} refers to ${to}`).toBe(true);
    }
  expect(references).toBeGreaterThan(5);
});

test('what the migrations themselves say of a key is what the page says', () => {
  const said = new Map<string, string>();
  for (const name of ['0030-projections', '0035-blobs', '0050-conflicts', '0051-witness', '0056-certificates', '0060-load']) {
    const sql = readFileSync(new URL(`../../registry/postgres/migrations/${name}.sql`, import.meta.url), 'utf8');
    for (const [, column = '', table = ''] of sql.matchAll(/Distribution key: (\w+)\.\n(?:DROP TABLE \w+;\n)?CREATE TABLE (\w+)/g))
      said.set(table, column);
  }
  expect(said.size).toBeGreaterThan(8);
  for (const [table, column] of said) expect(`${table} by ${spread.get(table)}`).toBe(`${table} by ${column}`);
});
