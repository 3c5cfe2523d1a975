import Database from 'better-sqlite3';
import { randomOf } from '../fuzz/random.ts';

/**
 * What became of one changed byte of a SQLite file. `refused`: SQLite does not read the file. `found`: a check says so.
 * `header`, `free`: every row of every table reads as before, and the byte is in the file's header or elsewhere. `unsaid`:
 * only cells differ that nobody signed. `missed`: something else differs, and nobody says so.
 */
export type Fate = 'refused' | 'found' | 'header' | 'free' | 'unsaid' | 'missed';

export interface RawPlan {
  readonly image: Buffer;
  readonly seed: number;
  /** Of the bytes that pages use, each so many-th; of the gaps inside of pages, each `gapEvery`-th. */
  readonly every: number;
  readonly gapEvery: number;
  /** What is found of a database; may throw. */
  check(database: Database.Database): Promise<readonly { readonly says: string }[]>;
  isUnsaid(table: string, column: string, key: string): boolean;
}

export interface RawSwept {
  readonly fates: Readonly<Record<Fate, number>>;
  readonly missed: readonly string[];
  /** Bytes of gaps that were not changed: SQLite's file format keeps nothing there. */
  readonly gapsLeft: number;
}

/** Changes one bit of a byte at a time, in a copy of the file in memory. */
export async function sweepBytes(plan: RawPlan, progress: (done: number) => void = () => undefined): Promise<RawSwept> {
  const before = contentOf(plan.image);
  if (before === undefined) throw new Error('the image does not read');
  const random = randomOf(plan.seed, 'raw bytes');
  const gaps = gapsOf(plan.image);
  const fates: Record<Fate, number> = { refused: 0, found: 0, header: 0, free: 0, unsaid: 0, missed: 0 };
  const missed: string[] = [];
  let [left, done] = [0, 0];
  for (let at = 0; at < plan.image.length; at += 1) {
    const isGap = gaps[at] === 1;
    if (random.below(isGap ? plan.gapEvery : plan.every) !== 0) {
      if (isGap) left += 1;
      continue;
    }
    const bit = random.below(8);
    const fate = await fateOf(plan, { at, bit, before });
    fates[fate.kind] += 1;
    if (fate.kind === 'missed') missed.push(`byte ${at} (page ${Math.floor(at / pageBytes(plan.image)) + 1}), bit ${bit}: ${fate.differs}`);
    done += 1;
    if (done % 500 === 0) progress(done);
  }
  return { fates, missed, gapsLeft: left };
}

async function fateOf(
  plan: RawPlan,
  { at, bit, before }: { readonly at: number; readonly bit: number; readonly before: Content },
): Promise<{ readonly kind: Fate; readonly differs: string }> {
  const image = Buffer.from(plan.image);
  image[at] = (image[at] ?? 0) ^ (1 << bit);
  const after = contentOf(image);
  if (after === undefined) return { kind: 'refused', differs: '' };
  const differs = differencesOf(before, after);
  let database: Database.Database | undefined;
  try {
    database = new Database(image);
    if ((await plan.check(database)).length > 0) return { kind: 'found', differs: '' };
  } catch {
    return { kind: 'refused', differs: '' };
  } finally {
    database?.close();
  }
  if (differs.length === 0) return { kind: at < 100 ? 'header' : 'free', differs: '' };
  const said = differs.filter(({ table, column, key }) => !plan.isUnsaid(table, column, key));
  return {
    kind: said.length === 0 ? 'unsaid' : 'missed',
    differs: said.map(({ table, column, key }) => `${table}.${column} of ${key}`).join(', '),
  };
}

/** Every row of every table, by table and place. */
type Content = ReadonlyMap<string, ReadonlyMap<string, Readonly<Record<string, unknown>>>>;

/** Undefined when SQLite does not read all of it. */
function contentOf(image: Buffer): Content | undefined {
  let database: Database.Database | undefined;
  try {
    database = new Database(image);
    const content = new Map<string, Map<string, Record<string, unknown>>>();
    const tables = database
      .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();
    for (const { name, sql } of tables) {
      const rows = database
        .prepare<[], Record<string, unknown>>(`SELECT ${/WITHOUT ROWID/i.test(sql) ? '' : 'rowid AS tamper_row, '}* FROM "${name}"`)
        .all();
      content.set(
        name,
        new Map(rows.map((row, index) => [typeof row['tamper_row'] === 'number' ? `${row['tamper_row']}` : `${index}`, row])),
      );
    }
    return content;
  } catch {
    return undefined;
  } finally {
    database?.close();
  }
}

interface Difference {
  readonly table: string;
  readonly column: string;
  readonly key: string;
}

function differencesOf(before: Content, after: Content): readonly Difference[] {
  const found: Difference[] = [];
  for (const table of new Set([...before.keys(), ...after.keys()])) {
    const [left, right] = [before.get(table), after.get(table)];
    for (const key of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])) {
      const [one, other] = [left?.get(key), right?.get(key)];
      if (one === undefined || other === undefined) found.push({ table, column: '*', key });
      else for (const column of Object.keys(one)) if (!same(one[column], other[column])) found.push({ table, column, key });
    }
  }
  return found;
}

function same(one: unknown, other: unknown): boolean {
  return Buffer.isBuffer(one) && Buffer.isBuffer(other) ? one.equals(other) : Object.is(one, other);
}

function pageBytes(image: Buffer): number {
  const size = image.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}

/** 1 for each byte between the cell pointers and the cells of a b-tree page: unallocated, by SQLite's file format. */
function gapsOf(image: Buffer): Uint8Array {
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
