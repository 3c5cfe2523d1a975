import type Database from 'better-sqlite3';
import type { PullStore } from '../contract/pull-store.ts';
import { isAboutContainer } from '../domain/containers/life.ts';
import { isCustodyType } from '../domain/custody/life.ts';
import { isControlEvent } from '../domain/ledger/chain.ts';
import { type Entry, openEntry } from '../domain/ledger/entry.ts';
import { learnPolicies } from '../domain/policy/policies.ts';
import { openErasing } from './erasures.ts';
import type { Projections } from './projections.ts';
import { openTold } from './told.ts';

/** The entries that set a policy, as far as the log was read here. */
export function* policiesIn(db: Database.Database): Generator<Entry> {
  const entries = db
    .prepare<[Buffer], Buffer>('SELECT entry FROM pulled WHERE authority = 1 AND instr(entry, ?) > 0 ORDER BY log_index')
    .pluck();
  for (const bytes of entries.iterate(Buffer.from('"type":"policy.set"'))) {
    const opened = openEntry(new Uint8Array(bytes));
    if (opened.kind === 'entry') yield opened.entry;
  }
}

interface Row {
  readonly cursor: number;
  readonly problem: string | null;
  readonly read_ms: number | null;
}

/** The part of the log that others wrote, and the lives it changes. */
export function openPull(db: Database.Database, projections: Pick<Projections, 'refold'>): PullStore {
  const row = db.prepare<[], Row>('SELECT cursor, problem, read_ms FROM pull');
  const move = db.prepare('UPDATE pull SET cursor = ?, problem = NULL');
  const readAt = db.prepare('UPDATE pull SET read_ms = ?');
  const stop = db.prepare('UPDATE pull SET problem = ?');
  const restart = db.prepare('UPDATE pull SET cursor = -1, problem = ?, read_ms = NULL');
  const unlearn = db.prepare('UPDATE pulled SET authority = 0 WHERE authority = 1');
  const foreign = db.prepare<[string], number>('SELECT 1 FROM pulled WHERE subject = ? AND entry IS NOT NULL LIMIT 1').pluck();
  const own = db.prepare<[string], number>('SELECT 1 FROM events WHERE hash = ?').pluck();
  const known = db.prepare<[string], number>('SELECT log_index FROM pulled WHERE hash = ?').pluck();
  // A registry that lost data gives the same event another place: the newest word counts.
  const forget = db.prepare('DELETE FROM pulled WHERE hash = ? OR log_index = ?');
  const displaced = db
    .prepare<[string, number], string>('SELECT subject FROM pulled WHERE (hash = ? OR log_index = ?) AND subject IS NOT NULL')
    .pluck();
  const put = db.prepare('INSERT INTO pulled (log_index, hash, authority, subject, custody, entry) VALUES (?, ?, ?, ?, ?, ?)');
  const putDue = db.prepare('INSERT OR IGNORE INTO pull_due (subject) VALUES (?)');
  const dropDue = db.prepare('DELETE FROM pull_due WHERE subject = ?');
  const due = db.prepare<[number], string>('SELECT subject FROM pull_due ORDER BY subject LIMIT ?').pluck();
  const authority = db.prepare<[number], { index: number; entry: Buffer }>(
    `SELECT p.log_index AS "index", coalesce(p.entry, e.entry) AS entry FROM pulled AS p LEFT JOIN events AS e ON e.hash = p.hash
      WHERE p.authority = 1 AND p.log_index > ? ORDER BY p.log_index LIMIT 500`,
  );

  const erase = openErasing(db);
  const told = openTold(db);

  const take = db.transaction((step: Parameters<PullStore['take']>[0]) => {
    learnPolicies(step.entries.map(({ entry }) => entry));
    const changed = new Set<string>();
    const lost = new Set<string>();
    for (const pulled of step.entries) {
      const { index, entry, authority: bears } = pulled;
      if (own.get(entry.hash) === undefined) told.keep(pulled);
      if (known.get(entry.hash) === index && !bears) continue;
      const { type, subject } = entry.event;
      if (isControlEvent(entry.event)) erase(entry);
      const bytes = own.get(entry.hash) === undefined ? entry.bytes : null;
      for (const about of displaced.all(entry.hash, index)) lost.add(about);
      forget.run(entry.hash, index);
      put.run(index, entry.hash, bears ? 1 : 0, subject ?? null, isCustodyType(type) ? 1 : 0, bytes);
      if (subject?.startsWith('d1_') === true || isAboutContainer(type, subject)) changed.add(subject ?? '');
    }
    // Where nobody else wrote, the places of own events change nothing.
    for (const subject of new Set([...changed, ...lost]))
      if (lost.has(subject) || foreign.get(subject) !== undefined) projections.refold(subject);
    for (const subject of step.due ?? []) putDue.run(subject);
    if (step.fetched !== undefined) dropDue.run(step.fetched);
    if (step.next !== undefined) move.run(step.next);
    if (step.readMs !== undefined) readAt.run(Math.round(step.readMs));
  });

  // Keys and rights are learnt anew, in the places that the log gives them now.
  const restartAt = db.transaction((problem: string) => {
    restart.run(problem);
    unlearn.run();
  });

  const now = (): Row => {
    const state = row.get();
    if (state === undefined) throw new Error('the row of pull is gone');
    return state;
  };
  return {
    cursor: () => now().cursor,
    problem: () => now().problem ?? undefined,
    readMs: () => now().read_ms ?? undefined,
    take: (step) => take(step),
    due: (limit) => due.all(limit),
    *authority() {
      for (let at = -1, rows = authority.all(at); rows.length > 0; rows = authority.all(at)) {
        for (const { index, entry } of rows) {
          yield { index, entry: new Uint8Array(entry) };
          at = index;
        }
      }
    },
    stop: (problem) => void stop.run(problem ?? null),
    restart: (problem) => {
      restartAt(problem);
    },
  };
}
