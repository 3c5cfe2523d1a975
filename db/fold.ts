import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { facts } from '../domain/facts/facts.ts';
import type { Projections } from './projections.ts';

/** Raise it when the same events must give other rows: every station then folds them anew, once, at its next start. */
const version = 2;

/** Name of the row of `kept` that says by what the tables were folded. */
const name = 'folded_by';

/** By what this program folds: its version, and the types of facts that it knows. A new type may change what older events came to. */
export const foldedBy = createHash('sha256')
  .update([version, ...Object.keys(facts).sort()].join('\n'))
  .digest('base64url');

/** Whether the tables that are folded from events are this program's. */
export function isFoldedHere(db: Database.Database): boolean {
  return db.prepare<[string], string>('SELECT value FROM kept WHERE name = ?').pluck().get(name) === foldedBy;
}

/**
 * Folds every event anew where another version of the program did it: facts that it kept without knowing them count from now
 * on. An event that was changed from outside keeps this from being done; the tables then stay as they are, and `custos fsck`
 * tells both.
 */
export function foldAnewOnce(db: Database.Database, projections: Pick<Projections, 'rebuild'>): void {
  if (isFoldedHere(db)) return;
  try {
    db.transaction(() => {
      projections.rebuild();
      db.prepare('INSERT INTO kept (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value').run(
        name,
        foldedBy,
      );
    })();
  } catch {
    // Rolled back. What is wrong with which event is for `custos fsck` to say; the work goes on by the rows there are.
  }
}
