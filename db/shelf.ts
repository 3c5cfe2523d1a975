import type Database from 'better-sqlite3';
import type { FactShelf, SealedValue, StoredFact } from '../contract/ports.ts';
import { openOnce } from './opened-facts.ts';
import { openPlaces } from './places.ts';
import { logOrder, storyOf } from './projections.ts';
import { openTold } from './told.ts';

interface Row {
  readonly n: number;
  readonly life: number;
  readonly seq: number;
  readonly hash: string;
  readonly entry: Buffer;
}

interface StoryRow extends Row {
  readonly log_index: number | null;
}

/** Owners are sealed beside what intake and `drive.owned` wrote: those of this station by the types, those that were told by their own table. */
export const ownersQuery = `SELECT subject, value FROM (
    SELECT e.subject, s.value, 0 AS kind, e.n AS place FROM events AS e JOIN sealed AS s ON s.n = e.n AND s.field = 'owner'
    WHERE e.type IN ('custody.claimed', 'drive.owned') AND e.subject IS NOT NULL
    UNION ALL
    SELECT p.subject, t.value, 1, p.log_index FROM told AS t JOIN pulled AS p ON p.hash = t.hash
    WHERE t.field = 'owner' AND p.subject IS NOT NULL
  ) ORDER BY kind, place`;

/** Pulled entries have no column for their type: those that may be about a hold are told by their text. */
const holdsQuery = `SELECT hash, entry FROM (
    SELECT hash, entry, 0 AS kind, n AS place FROM events WHERE subject = :subject AND type IN ('hold.placed', 'hold.lifted')
    UNION ALL
    SELECT hash, entry, 1, log_index FROM pulled WHERE subject = :subject AND entry IS NOT NULL AND instr(entry, '"hold.') > 0
  ) ORDER BY kind, place`;

/** Reading facts back, each with how far it has come. */
export function openShelf(db: Database.Database): FactShelf {
  const columns = 'n, life, seq, hash, entry';
  const byHash = db.prepare<[string], Row>(`SELECT ${columns} FROM events WHERE hash = ?`);
  const ofSubject = db.prepare<[string], Row>(`SELECT ${columns} FROM events WHERE subject = ? ORDER BY n`);
  const story = db.prepare<{ subject: string }, StoryRow>(`SELECT ${columns}, log_index FROM ${storyOf} ORDER BY ${logOrder}`);
  const newest = db.prepare<[number], Row>(`SELECT ${columns} FROM events ORDER BY n DESC LIMIT ?`);
  const newestOf = db.prepare<[string], Row>(`SELECT ${columns} FROM events WHERE type = ? ORDER BY n DESC LIMIT 1`);
  const ofType = db.prepare<[string, number, number], Row>(
    `SELECT ${columns} FROM events WHERE type = ? AND wall_ms BETWEEN ? AND ? ORDER BY n`,
  );
  const count = db.prepare<[], number>('SELECT count(*) FROM events').pluck();
  const opened = db.prepare<[number], { field: string; salt: Buffer; value: string }>(
    'SELECT field, salt, value FROM sealed WHERE n = ? ORDER BY field',
  );
  const pulled = db.prepare<[string], StoryRow>(
    'SELECT 0 AS n, 0 AS life, 0 AS seq, hash, entry, log_index FROM pulled WHERE hash = ? AND entry IS NOT NULL',
  );
  const owners = db.prepare<[], { subject: string; value: string }>(ownersQuery);
  const heldBy = db.prepare<{ subject: string }, Pick<Row, 'hash' | 'entry'>>(holdsQuery);
  const told = openTold(db);
  const placeOf = openPlaces(db);
  const factOf = openOnce();
  const factsOf = (rows: readonly Row[]): StoredFact[] =>
    rows.map((row) => ({
      fact: factOf(row.hash, row.entry),
      entry: new Uint8Array(row.entry),
      opened: opened
        .all(row.n)
        .map(({ field, salt, value }) => ({ field, salt: new Uint8Array(salt), value: JSON.parse(value) as SealedValue['value'] })), // written by us as JSON
      ...placeOf(row),
    }));
  const foreign = (row: StoryRow): StoredFact => ({
    fact: factOf(row.hash, row.entry),
    entry: new Uint8Array(row.entry),
    opened: told.of(row.hash),
    safety: 'logged',
    ...indexOf(row),
  });
  return {
    byHash: (hash) => factsOf(byHash.all(hash))[0] ?? pulled.all(hash).map(foreign)[0],
    ofSubject: (subject) => factsOf(ofSubject.all(subject)),
    storyOf: (subject) =>
      story.all({ subject }).flatMap((row): StoredFact[] => {
        if (row.n !== 0) return factsOf([row]).map((own) => ({ ...indexOf(row), ...own }));
        return [foreign(row)];
      }),
    owners: () =>
      owners.all().flatMap(({ subject, value }) => {
        const owner: unknown = JSON.parse(value); // written by us as JSON
        return typeof owner === 'string' ? [{ subject, owner }] : [];
      }),
    holdsOn: (subject) =>
      heldBy
        .all({ subject })
        .map(({ hash, entry }) => factOf(hash, entry))
        .filter(({ type }) => type === 'hold.placed' || type === 'hold.lifted'),
    newest: (limit) => factsOf(newest.all(limit)),
    newestOf: (type) => factsOf(newestOf.all(type))[0],
    ofType: (type, sinceMs, untilMs) => factsOf(ofType.all(type, sinceMs, untilMs)),
    count: () => count.get() ?? 0,
  };
}

function indexOf({ log_index: logIndex }: StoryRow): Pick<StoredFact, 'logIndex'> {
  return logIndex === null ? {} : { logIndex };
}
