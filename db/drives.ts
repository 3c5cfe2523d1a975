import type Database from 'better-sqlite3';
import type { DriveRow, DriveShelf } from '../contract/ports.ts';
import type { DriveLife } from '../domain/custody/life.ts';
import { driveState } from '../domain/custody/words.ts';
import { outcome } from '../domain/facts/facts.ts';
import { reversed } from './projections.ts';

interface Row {
  readonly subject: string;
  readonly state: string;
  readonly serial: string;
  readonly wwn: string | null;
  readonly model: string | null;
  readonly holder: string | null;
  readonly place: string | null;
  readonly outcome: string | null;
  readonly sinceMs: number;
}

const columns = 'subject, state, serial, wwn, model, holder, place, outcome, since_ms AS sinceMs';
/** Sorts after every word that begins with what stands before it. */
const lastCharacter = '\u{10FFFF}';

/** The statements of `find`, for the test that holds their plans. */
export const driveQueries = {
  newest: `SELECT ${columns} FROM drives ORDER BY since_ms DESC, subject LIMIT ?`,
  held: `SELECT ${columns} FROM drives WHERE holder = ? ORDER BY since_ms, subject LIMIT ?`,
  newestIn: `SELECT ${columns} FROM drives WHERE state IN (SELECT value FROM json_each(?)) ORDER BY since_ms DESC, subject LIMIT ?`,
  word: (table: string) => `SELECT DISTINCT subject FROM ${table} WHERE word >= ? AND word < ? LIMIT ?`,
  wordIn: (table: string) =>
    `SELECT DISTINCT w.subject FROM ${table} AS w CROSS JOIN drives AS d ON d.subject = w.subject
     WHERE w.word >= ? AND w.word < ? AND d.state IN (SELECT value FROM json_each(?)) LIMIT ?`,
} as const;

export function openDrives(db: Database.Database): DriveShelf {
  const life = db.prepare<[string], string>('SELECT life FROM drives WHERE subject = ?').pluck();
  const one = db.prepare<[string], Row>(`SELECT ${columns} FROM drives WHERE subject = ?`);
  const newest = db.prepare<[number], Row>(driveQueries.newest);
  const held = db.prepare<[string, number], Row>(driveQueries.held);
  const newestIn = db.prepare<[string, number], Row>(driveQueries.newestIn);
  const tables = ['drive_words', 'drive_words_backwards'].map((table) => ({
    word: db.prepare<[string, string, number], string>(driveQueries.word(table)).pluck(),
    wordIn: db.prepare<[string, string, string, number], string>(driveQueries.wordIn(table)).pluck(),
  }));
  const tagged = db.prepare<[string, string], string>('SELECT subject FROM drives WHERE subject >= ? AND subject < ? LIMIT 2').pluck();
  const counts = db.prepare<[], { state: string; count: number }>('SELECT state, count FROM drive_counts ORDER BY state');

  const subjectsOf = (query: string, states: string | undefined, limit: number): readonly string[] => {
    const found = tables.flatMap(({ word, wordIn }, i) => {
      const from = i === 0 ? query : reversed(query);
      const to = from + lastCharacter;
      return states === undefined ? word.all(from, to, limit) : wordIn.all(from, to, states, limit);
    });
    return [...new Set(found)];
  };

  return {
    life(subject) {
      const text = life.get(subject);
      return text === undefined ? undefined : (JSON.parse(text) as DriveLife); // folded and written by the projections
    },
    row(subject) {
      const row = one.get(subject);
      return row === undefined ? undefined : rowOf(row);
    },
    find(query, { states, limit }) {
      const wanted = states === undefined ? undefined : JSON.stringify(states);
      const text = query.trim().toUpperCase();
      if (text === '') return (wanted === undefined ? newest.all(limit) : newestIn.all(wanted, limit)).map(rowOf);
      const rows = subjectsOf(text, wanted, limit).flatMap((subject) => one.get(subject) ?? []);
      const exact = (row: Row): number => (row.serial.toUpperCase() === text || row.wwn?.toUpperCase() === text ? 0 : 1);
      return rows
        .sort((left, right) => exact(left) - exact(right) || right.sinceMs - left.sinceMs || (left.subject < right.subject ? -1 : 1))
        .slice(0, limit)
        .map(rowOf);
    },
    // After every digit comes g.
    tagged: (tag) => tagged.all(`d1_${tag}`, `d1_${tag}g`),
    held: (person, limit) => held.all(person, limit).map(rowOf),
    counts: () => new Map(counts.all().map(({ state, count }) => [driveState.parse(state), count])),
  };
}

function rowOf(row: Row): DriveRow {
  return {
    subject: row.subject,
    state: driveState.parse(row.state),
    serial: row.serial,
    ...(row.wwn === null ? {} : { wwn: row.wwn }),
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.holder === null ? {} : { holder: row.holder }),
    ...(row.place === null ? {} : { place: row.place }),
    ...(row.outcome === null ? {} : { outcome: outcome.parse(row.outcome) }),
    sinceMs: row.sinceMs,
  };
}
