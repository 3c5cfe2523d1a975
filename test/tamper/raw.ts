import Database from 'better-sqlite3';
import { randomOf } from '../fuzz/random.ts';
import { type Content, contentOf, type Difference, differencesOf, gapsOf, pageBytes } from './pages.ts';
import { emptyTally, type Tally } from './tally.ts';

export interface Finding {
  readonly check: string;
  readonly says: string;
}

/** A SQLite file whose bytes are changed, and who is asked about it. */
export interface RawTarget {
  readonly image: Buffer;
  /** SQLite's own look at the file, as `fsck` begins with it. May throw. */
  look(database: Database.Database): Promise<readonly Finding[]>;
  /** The whole of `fsck`. May throw. */
  check(database: Database.Database): Promise<readonly Finding[]>;
  /** The rule by which this difference is nobody's to find; undefined when somebody has to. */
  unsaid(difference: Difference): string | undefined;
}

export interface RawPlan {
  readonly target: RawTarget;
  readonly seed: number;
  /** Of the bytes that pages use, about each so many-th. */
  readonly every: number;
  /** Bytes of the file: from this one on, up to the one before that. The whole file unless told. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * Changes one bit of a byte at a time, in a copy of the file in memory. A gap of a page, where SQLite's file format keeps
 * nothing, is turned over in whole: every bit of it at once.
 */
export async function sweepBytes(plan: RawPlan, progress: (at: number) => void = () => undefined): Promise<Tally> {
  const { image } = plan.target;
  const before = contentOf(image);
  if (before === undefined) throw new Error('the image does not read');
  const gaps = gapsOf(image);
  const tally = emptyTally();
  const end = Math.min(plan.to ?? image.length, image.length);
  for (let at = plan.from ?? 0; at < end; at += 1) {
    if (at % 1000 === 0) progress(at);
    if (gaps[at] === 1) {
      const bytes = Buffer.from(image);
      let last = at;
      for (; last < end && gaps[last] === 1; last += 1) bytes[last] = (bytes[last] ?? 0) ^ 0xff;
      tally.add(await fateOf(plan.target, bytes, before, 'gap'), last - at, `bytes ${at} to ${last - 1}`);
      at = last - 1;
      continue;
    }
    // By its place and the seed alone: a part of the file is the same changes as in a sweep of all of it.
    const random = randomOf(plan.seed, 'raw bytes', at);
    if (random.below(plan.every) !== 0) continue;
    const bit = random.below(8);
    const bytes = Buffer.from(image);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    const where = `byte ${at} (page ${Math.floor(at / pageBytes(image)) + 1}), bit ${bit}`;
    tally.add(await fateOf(plan.target, bytes, before, at < 100 ? 'header' : 'free'), 1, where);
  }
  return tally;
}

/**
 * Who finds these bytes. When SQLite finds nothing wrong with the file, each index says what its table says; when each row
 * of each table reads as before, whatever anybody asks of the file has the answer that it had.
 */
async function fateOf(target: RawTarget, bytes: Buffer, before: Content, unread: 'gap' | 'header' | 'free'): Promise<Fate> {
  let database: Database.Database | undefined;
  try {
    database = new Database(bytes);
    const [looked] = await target.look(database);
    if (looked !== undefined) return { by: `fsck: ${looked.check}` };
    const after = contentOf(database);
    if (after === undefined) return { by: 'SQLite' };
    const differs = differencesOf(before, after);
    if (differs.length === 0) return { by: `harmless: ${unread}` };
    const [found] = await target.check(database);
    if (found !== undefined) return { by: `fsck: ${found.check}` };
    const rules = differs.map((each) => ({ ...each, rule: target.unsaid(each) }));
    const open = rules.filter(({ rule }) => rule === undefined);
    if (open.length === 0) return { by: `unsaid: ${rules[0]?.rule ?? ''}` };
    return { missed: open.map(({ table, column, key }) => `${table}.${column} of ${key}`).join(', ') };
  } catch {
    return { by: 'SQLite' };
  } finally {
    database?.close();
  }
}

/** Who finds a change, or by which rule it is harmless; or what of it nobody says. */
export type Fate = { readonly by: string } | { readonly missed: string };
