import type Database from 'better-sqlite3';
import type { ContainerShelf } from '../contract/ports.ts';
import type { RecordedFact } from '../domain/custody/life.ts';
import { type ContainerLife, evolveContainer, hasLeft } from '../domain/containers/life.ts';
import { canonicalText } from '../domain/ledger/canonical.ts';

/** Reading containers and lots back. */
export function openContainers(db: Database.Database): ContainerShelf {
  const life = db.prepare<[string], string>('SELECT life FROM containers WHERE subject = ?').pluck();
  const standing = db
    .prepare<[string, number], string>('SELECT life FROM containers WHERE what = ? AND gone = 0 ORDER BY subject LIMIT ?')
    .pluck();
  const gone = db
    .prepare<[string, number], string>(
      "SELECT life FROM containers WHERE what = ? AND gone = 1 ORDER BY json_extract(life, '$.since') DESC, subject LIMIT ?",
    )
    .pluck();
  const tagged = db.prepare<[string, string], string>('SELECT life FROM containers WHERE subject >= ? AND subject < ? LIMIT 2').pluck();
  const inside = db.prepare<[string], { container: string; what: string }>(
    'SELECT container, what FROM contents WHERE item = ? ORDER BY container',
  );
  return {
    life(subject) {
      const text = life.get(subject);
      return text === undefined ? undefined : lifeIn(text);
    },
    inside(item) {
      const rows = inside.all(item);
      return { container: firstOf(rows, 'container'), lot: firstOf(rows, 'lot') };
    },
    standing: (what, limit) => standing.all(what, limit).map(lifeIn),
    gone: (what, limit) => gone.all(what, limit).map(lifeIn),
    // After every digit comes g.
    tagged: (tag) => tagged.all(`c1_${tag}`, `c1_${tag}g`).map(lifeIn),
  };
}

function firstOf(rows: readonly { readonly container: string; readonly what: string }[], what: string): string | undefined {
  return rows.find((row) => row.what === what)?.container;
}

function lifeIn(text: string): ContainerLife {
  return JSON.parse(text) as ContainerLife; // written below
}

export interface ContainerFolding {
  /** Inside a transaction. */
  next(fact: RecordedFact): void;
  anew(facts: readonly RecordedFact[]): void;
}

/** Folds the facts of containers and lots into their tables. */
export function openContainerFolding(db: Database.Database): ContainerFolding {
  const before = db.prepare<[string], string>('SELECT life FROM containers WHERE subject = ?').pluck();
  const put = db.prepare(
    `INSERT INTO containers (subject, life, what, gone) VALUES (?, ?, ?, ?)
     ON CONFLICT (subject) DO UPDATE SET life = excluded.life, what = excluded.what, gone = excluded.gone`,
  );
  const empty = db.prepare('DELETE FROM contents WHERE container = ?');
  const add = db.prepare('INSERT INTO contents (item, container, what) VALUES (?, ?, ?)');
  const write = (life: ContainerLife | undefined): void => {
    if (life === undefined) return;
    const what = life.what?.is ?? '';
    put.run(life.subject, canonicalText(life), what, hasLeft(life) ? 1 : 0);
    empty.run(life.subject);
    if (!hasLeft(life)) for (const { item } of life.items) add.run(item, life.subject, what);
  };
  return {
    next(fact) {
      const text = before.get(fact.subject ?? '');
      write(evolveContainer(text === undefined ? undefined : lifeIn(text), fact));
    },
    anew: (facts) => {
      write(facts.reduce<ContainerLife | undefined>(evolveContainer, undefined));
    },
  };
}
