import Database from 'better-sqlite3';

/** Every row of every table, by table and place. */
export type Content = ReadonlyMap<string, Table>;
interface Table {
  readonly rows: ReadonlyMap<string, Row>;
  /** Columns whose values name a row where there is no row id. */
  readonly key: readonly string[];
}
type Row = Readonly<Record<string, unknown>>;

/** A cell that reads otherwise; of a row that came or went, the column `*`. */
export interface Difference {
  readonly table: string;
  readonly column: string;
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Undefined when SQLite does not read all of it. */
export function contentOf(source: Buffer | Database.Database): Content | undefined {
  const database = Buffer.isBuffer(source) ? new Database(source) : source;
  try {
    const tables = database
      .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();
    return new Map(tables.map((table) => [table.name, tableOf(database, table)]));
  } catch {
    return undefined;
  } finally {
    if (database !== source) database.close();
  }
}

function tableOf(database: Database.Database, { name, sql }: { readonly name: string; readonly sql: string }): Table {
  const hasRowid = !/WITHOUT ROWID/i.test(sql);
  const key = hasRowid
    ? []
    : database.prepare<[], string>(`SELECT name FROM pragma_table_info('${name}') WHERE pk > 0 ORDER BY pk`).pluck().all();
  const rows = database.prepare<[], Row>(`SELECT ${hasRowid ? 'rowid AS tamper_row, ' : ''}* FROM "${name}"`).all();
  return { key, rows: new Map(rows.map((row, index) => [hasRowid ? String(row['tamper_row']) : String(index), row])) };
}

export function differencesOf(before: Content, after: Content): readonly Difference[] {
  const found: Difference[] = [];
  for (const table of new Set([...before.keys(), ...after.keys()])) {
    const [left, right] = [before.get(table), after.get(table)];
    for (const place of new Set([...(left?.rows.keys() ?? []), ...(right?.rows.keys() ?? [])])) {
      const [one, other] = [left?.rows.get(place), right?.rows.get(place)];
      const key = left === undefined || left.key.length === 0 ? place : left.key.map((name) => String(one?.[name])).join(' ');
      if (one === undefined || other === undefined) found.push({ table, column: '*', key, before: one, after: other });
      else
        for (const column of Object.keys(one))
          if (!same(one[column], other[column])) found.push({ table, column, key, before: one[column], after: other[column] });
    }
  }
  return found;
}

function same(one: unknown, other: unknown): boolean {
  return Buffer.isBuffer(one) && Buffer.isBuffer(other) ? one.equals(other) : Object.is(one, other);
}

export function pageBytes(image: Buffer): number {
  const size = image.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}

/** 1 for each byte between the cell pointers and the cells of a b-tree page: unallocated, by SQLite's file format. */
export function gapsOf(image: Buffer): Uint8Array {
  const gaps = new Uint8Array(image.length);
  const size = pageBytes(image);
  for (let page = 0; page < image.length; page += size) {
    const head = page === 0 ? 100 : page;
    const kind = image[head] ?? 0;
    if (![2, 5, 10, 13].includes(kind)) continue;
    const pointers = head + (kind < 8 ? 12 : 8) + 2 * image.readUInt16BE(head + 3);
    const cells = page + (image.readUInt16BE(head + 5) || 65_536);
    if (pointers <= cells && cells <= page + size) gaps.fill(1, pointers, cells);
  }
  return gaps;
}
