import type Database from 'better-sqlite3';
import type { SealedValue } from '../contract/ports.ts';
import type { DriveLife, RecordedFact } from '../domain/custody/life.ts';
import { evolve } from '../domain/custody/life.ts';
import { readFact } from '../domain/facts/facts.ts';
import { isAboutContainer } from '../domain/containers/life.ts';
import { canonicalText } from '../domain/ledger/canonical.ts';
import { openContainerFolding } from './containers.ts';
import { rowOf, wordsOf } from './drive-row.ts';
import { factOf } from './entries.ts';

/** What can be asked of events is folded into tables, in the transaction that writes them. */
export interface Projections {
  /** Inside a transaction. `n` is the event's place in the order of writing. */
  apply(n: number, fact: RecordedFact, sealed: readonly Pick<SealedValue, 'field' | 'value'>[]): void;
  /** Inside a transaction: folds the life of a drive or container anew, from own events and those that were pulled, in the order of the log. */
  refold(subject: string): void;
  /** Empties the projections and folds every event anew, in one transaction. */
  rebuild(): void;
}

export function openProjections(db: Database.Database): Projections {
  const drive = openDriveFolding(db);
  const person = openPersonFolding(db);
  const container = openContainerFolding(db);
  const apply: Projections['apply'] = (n, fact, sealed) => {
    if (fact.subject?.startsWith('d1_') === true) drive.next(fact);
    if (isAboutContainer(fact.type, fact.subject)) container.next(fact);
    if (fact.type === 'person.enrolled' || fact.type === 'person.ended') person(n, fact, sealed);
  };
  const events = db.prepare<[number], { n: number; hash: string; entry: Buffer }>(
    'SELECT n, hash, entry FROM events WHERE n > ? ORDER BY n LIMIT 500',
  );
  const opened = db.prepare<[number], { field: string; value: string }>('SELECT field, value FROM sealed WHERE n = ?');
  const merged = db.prepare<{ subject: string }, { hash: string; entry: Buffer }>(
    `SELECT hash, entry FROM ${storyOf} ORDER BY ${logOrder}`,
  );
  const alone = db.prepare<[string], { hash: string; entry: Buffer }>('SELECT hash, entry FROM events WHERE subject = ? ORDER BY n');
  const foreign = db.prepare<[string], number>('SELECT 1 FROM pulled WHERE subject = ? AND entry IS NOT NULL LIMIT 1').pluck();
  const visited = db.prepare<[], string>('SELECT DISTINCT subject FROM pulled WHERE subject IS NOT NULL AND entry IS NOT NULL').pluck();
  const refold = (subject: string): void => {
    // Where nobody else wrote, own events stand as they were written: a log that was put back may give them places for a while.
    const rows = foreign.get(subject) === undefined ? alone.all(subject) : merged.all({ subject });
    const facts = rows.map(({ hash, entry }) => factOf(hash, entry));
    if (subject.startsWith('d1_')) drive.anew(subject, facts);
    if (subject.startsWith('c1_')) container.anew(facts);
  };
  const rebuild = db.transaction(() => {
    for (const table of ['drives', 'drive_counts', 'drive_words', 'drive_words_backwards', 'people', 'containers', 'contents'])
      db.exec(`DELETE FROM ${table}`);
    for (let at = 0, rows = events.all(0); rows.length > 0; rows = events.all(at)) {
      for (const { n, hash, entry } of rows) {
        const sealed = opened.all(n).map(({ field, value }) => ({ field, value: JSON.parse(value) as SealedValue['value'] })); // written by us as JSON
        apply(n, factOf(hash, entry), sealed);
        at = n;
      }
    }
    for (const subject of visited.all()) refold(subject);
  });
  return { apply, refold, rebuild: () => rebuild() };
}

/**
 * All events about `@subject`: own ones, with their places in the log as far as the feed told them, and those of others.
 * What has no place yet is the newest: the registry has not taken it.
 */
export const storyOf = `(
  SELECT e.n, e.life, e.seq, e.hash, e.custody, e.entry, p.log_index FROM events AS e LEFT JOIN pulled AS p ON p.hash = e.hash
   WHERE e.subject = @subject
  UNION ALL
  SELECT 0, 0, 0, hash, custody, entry, log_index FROM pulled WHERE subject = @subject AND entry IS NOT NULL)`;
export const logOrder = 'log_index IS NULL, log_index, n';

interface DriveFolding {
  next(fact: RecordedFact): void;
  anew(subject: string, facts: readonly RecordedFact[]): void;
}

function openDriveFolding(db: Database.Database): DriveFolding {
  const rowBefore = db.prepare<[string], { life: string; state: string }>('SELECT life, state FROM drives WHERE subject = ?');
  const more = db.prepare('INSERT INTO drive_counts (state, count) VALUES (?, 1) ON CONFLICT (state) DO UPDATE SET count = count + 1');
  const less = db.prepare('UPDATE drive_counts SET count = count - 1 WHERE state = ?');
  const empty = db.prepare('DELETE FROM drive_counts WHERE state = ? AND count = 0');
  const put = db.prepare(
    `INSERT INTO drives (subject, life, state, serial, wwn, model, holder, place, outcome, since_ms)
     VALUES (@subject, @life, @state, @serial, @wwn, @model, @holder, @place, @outcome, @sinceMs)
     ON CONFLICT (subject) DO UPDATE SET life = excluded.life, state = excluded.state, serial = excluded.serial, wwn = excluded.wwn,
       model = excluded.model, holder = excluded.holder, place = excluded.place, outcome = excluded.outcome, since_ms = excluded.since_ms`,
  );
  const words = ['drive_words', 'drive_words_backwards'].map((table, i) => ({
    backwards: i === 1,
    add: db.prepare(`INSERT OR IGNORE INTO ${table} (word, subject) VALUES (?, ?)`),
    drop: db.prepare(`DELETE FROM ${table} WHERE word = ? AND subject = ?`),
  }));
  const write = (subject: string, fold: (before: DriveLife | undefined) => DriveLife): void => {
    const before = rowBefore.get(subject);
    const old = before === undefined ? undefined : (JSON.parse(before.life) as DriveLife); // written below
    const life = fold(old);
    const row = rowOf(life);
    put.run({ life: canonicalText(life), ...noUndefined(row) });
    if (before?.state !== row.state) {
      more.run(row.state);
      less.run(before?.state ?? '');
      empty.run(before?.state ?? '');
    }
    const had = new Set(old === undefined ? [] : wordsOf(old));
    const has = new Set(wordsOf(life));
    for (const { backwards, add, drop } of words) {
      const spelled = (word: string): string => (backwards ? reversed(word) : word);
      for (const word of had) if (!has.has(word)) drop.run(spelled(word), subject);
      for (const word of has) if (!had.has(word)) add.run(spelled(word), subject);
    }
  };
  const drop = db.prepare('DELETE FROM drives WHERE subject = ?');
  /** Nothing is told of it any more. */
  const remove = (subject: string): void => {
    const before = rowBefore.get(subject);
    if (before === undefined) return;
    less.run(before.state);
    empty.run(before.state);
    for (const word of wordsOf(JSON.parse(before.life) as DriveLife))
      // written above
      for (const { drop: dropWord, backwards } of words) dropWord.run(backwards ? reversed(word) : word, subject);
    drop.run(subject);
  };
  return {
    next: (fact) => {
      write(fact.subject ?? '', (before) => evolve(before, fact));
    },
    anew(subject, facts) {
      const life = facts.reduce<DriveLife | undefined>(evolve, undefined);
      if (life === undefined) remove(subject);
      else write(subject, () => life);
    },
  };
}

function openPersonFolding(
  db: Database.Database,
): (n: number, fact: RecordedFact, sealed: readonly Pick<SealedValue, 'field' | 'value'>[]) => void {
  const put = db.prepare(
    `INSERT INTO people (person, name, roles, active, key, n) VALUES (?, ?, ?, 1, ?, ?)
     ON CONFLICT (person) DO UPDATE SET name = excluded.name, roles = excluded.roles, active = 1, key = excluded.key`,
  );
  const end = db.prepare('UPDATE people SET active = 0 WHERE person = ?');
  return (n, { type, body }, sealed) => {
    const read = readFact(type, body);
    if (read.kind !== 'fact') return; // not by this program: kept and shown, without effect
    if (read.fact.type === 'person.ended') end.run(read.fact.body.person);
    if (read.fact.type !== 'person.enrolled') return;
    const name = sealed.find(({ field }) => field === 'name')?.value;
    put.run(read.fact.body.person, typeof name === 'string' ? name : '', JSON.stringify(read.fact.body.roles), read.fact.body.key, n);
  };
}

/** Code points backwards: an ending becomes a beginning. */
export function reversed(word: string): string {
  return [...word].reverse().join('');
}

function noUndefined(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ wwn: null, model: null, holder: null, place: null, outcome: null, ...row }).map(([name, value]) => [
      name,
      value ?? null,
    ]),
  );
}
