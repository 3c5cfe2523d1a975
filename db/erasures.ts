import type Database from 'better-sqlite3';
import { readControlFact } from '../domain/facts/control.ts';
import type { Entry } from '../domain/ledger/entry.ts';

/** Deletes sealed values that the registry's log says are erased. Inside a transaction. */
export type Erasing = (entry: Entry) => void;

/**
 * What was told again under a new event has its values twice, with the same salts: both copies go, whichever of the two
 * events the log names. A copied machine may have told an event again that this one told too, under another event: then the
 * log says which was the first. The commitments stay, so every signature and proof stays good.
 */
export function openErasing(db: Database.Database): Erasing {
  const copies = db.prepare<{ hash: string }, { n: number }>(
    `WITH told AS (SELECT n, hash, json_extract(CAST(entry AS TEXT), '$.event.body.event') AS first
                     FROM events WHERE type = 'event.recovered'),
          origin AS (SELECT coalesce((SELECT first FROM told WHERE hash = @hash), @hash) AS hash)
     SELECT n FROM events WHERE hash = (SELECT hash FROM origin)
      UNION SELECT n FROM told WHERE first = (SELECT hash FROM origin)`,
  );
  const erase = db.prepare('DELETE FROM sealed WHERE n = ? AND field = ?');
  const eraseTold = db.prepare('DELETE FROM told WHERE hash = ? AND field = ?');
  // As a rebuild would find it: the name of the newest enrolment, if that is still here.
  const nameAgain = db.prepare(
    `UPDATE people SET name = coalesce((SELECT (SELECT json_extract(value, '$') FROM sealed WHERE n = e.n AND field = 'name') FROM events AS e
         WHERE type = 'person.enrolled' AND json_extract(CAST(entry AS TEXT), '$.event.body.person') = people.person ORDER BY n DESC LIMIT 1), '')
      WHERE person = (SELECT json_extract(CAST(entry AS TEXT), '$.event.body.person') FROM events WHERE n = ?)`,
  );
  return ({ event }) => {
    const fact = readControlFact(event.type, event.body);
    if (fact?.type !== 'erasure.done') return;
    for (const hash of [fact.body.event, fact.body.first ?? fact.body.event])
      for (const field of fact.body.fields) eraseTold.run(hash, field);
    for (const { n } of copies.all({ hash: fact.body.first ?? fact.body.event }))
      for (const field of fact.body.fields) {
        erase.run(n, field);
        if (field === 'name') nameAgain.run(n);
      }
  };
}
