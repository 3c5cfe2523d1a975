import { readdirSync, readFileSync } from 'node:fs';

/** A table as the migrations leave it. */
export interface MigratedTable {
  readonly name: string;
  readonly primaryKey: readonly string[];
  /** Further unique keys, by constraint or index. */
  readonly unique: readonly (readonly string[])[];
  /** Columns that refer to a table. */
  readonly refers: readonly { readonly column: string; readonly to: string }[];
}

const list = (text: string): readonly string[] => text.split(',').map((column) => column.trim());

/**
 * Reads the tables out of the migration files of one kind of store, without a database. Throws on a table whose primary key
 * it does not find. The table of the steps themselves stands in no file and is added.
 */
export function migratedTables(kind: 'sqlite' | 'postgres'): ReadonlyMap<string, MigratedTable> {
  const folder = new URL(`../../registry/${kind}/migrations/`, import.meta.url);
  const sql = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n')
    .replaceAll(/--.*/g, '');
  const tables = new Map<string, MigratedTable>([['migrations', { name: 'migrations', primaryKey: ['id'], unique: [], refers: [] }]]);
  for (const statement of sql.split(';').map((text) => text.trim())) {
    const [, made = '', body = ''] = /^CREATE TABLE (\w+) \(([\s\S]*)\)/.exec(statement) ?? [];
    const [, gone = ''] = /^DROP TABLE (\w+)/.exec(statement) ?? [];
    const [, indexed = '', columns = ''] = /^CREATE UNIQUE INDEX \w+ ON (\w+) \(([^)]*)\)/.exec(statement) ?? [];
    const before = tables.get(indexed);
    if (made !== '') tables.set(made, tableOf(made, body));
    if (gone !== '') tables.delete(gone);
    if (before !== undefined) tables.set(indexed, { ...before, unique: [...before.unique, list(columns)] });
  }
  return tables;
}

function tableOf(name: string, body: string): MigratedTable {
  const lines = body
    .split('\n')
    .flatMap((line) => (/^\s*PRIMARY KEY/.test(line) ? [line] : line.split(/,\s*(?=\w+ (?:text|TEXT|bigint|INTEGER))/)));
  const together = /PRIMARY KEY \(([^)]+)\)/.exec(body)?.[1];
  const column = (line: string): string => /^\s*(\w+)/.exec(line)?.[1] ?? '';
  const alone = lines.filter((line) => /\bPRIMARY KEY\b(?! \()/.test(line)).map(column);
  const primaryKey = together === undefined ? alone : list(together);
  if (primaryKey.length === 0) throw new Error(`${name} has no primary key`);
  return {
    name,
    primaryKey,
    unique: lines.filter((line) => /\bUNIQUE\b/.test(line)).map((line) => [column(line)]),
    refers: lines.flatMap((line) => {
      const to = /REFERENCES (\w+)/.exec(line)?.[1];
      return to === undefined ? [] : [{ column: column(line), to }];
    }),
  };
}
