import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SqlDatabase, Statement } from '../sql/port.ts';
import { number } from '../sql/rows.ts';
import { beginning, comparePositions, type LoggedEvent, type Position, type Projection } from './projection.ts';

/** One projection on its way along the log. */
export interface Follower {
  readonly projection: Projection;
  /** As committed together with the rows. */
  position: Position;
  /** It has come up to the log since it was begun. */
  live: boolean;
  generation: number;
  /** Why it stands still; it is tried again after a wait. */
  fault: string | undefined;
  /** How often in a row it failed. */
  failures: number;
  /** It failed, and its wait is over. */
  due: boolean;
}

function standing(projection: Projection, position: Position): Follower {
  return { projection, position, live: false, generation: 0, fault: undefined, failures: 0, due: false };
}

/** Empties the tables and sets the cursor back, in one transaction. */
export function startedAnew(sql: SqlDatabase, { name, version, tables }: Projection): readonly Statement[] {
  return [
    { text: 'DELETE FROM projections WHERE name = $1', params: [name] },
    {
      text: 'INSERT INTO projections (name, version, log_id, next_index) VALUES ($1, $2, $3, $4)',
      params: [name, version, beginning.logId, beginning.next],
    },
    ...tables.map((table) => sql.emptying(table.name)),
  ];
}

export function begun(follower: Follower): void {
  follower.position = beginning;
  follower.live = false;
  goesOn(follower);
}

/** Nothing is wrong with it any more. */
export function goesOn(follower: Follower): void {
  follower.fault = undefined;
  follower.failures = 0;
  follower.due = false;
}

/** Finds where a projection stood. One that is new, or of another version, begins anew. */
export async function loadFollower(sql: SqlDatabase, projection: Projection): Promise<Follower> {
  const [row] = await sql.query('SELECT version, log_id, next_index FROM projections WHERE name = $1', [projection.name]);
  if (row === undefined || number(row, 'version') !== projection.version) {
    await sql.apply(startedAnew(sql, projection));
    return standing(projection, beginning);
  }
  return standing(projection, { logId: number(row, 'log_id'), next: number(row, 'next_index') });
}

/** Moves the cursor from where this process knows it to be; fails when another process moved it. */
function cursorMove({ name, version }: Projection, from: Position, to: Position): Statement {
  return {
    text: 'UPDATE projections SET log_id = $1, next_index = $2 WHERE name = $3 AND version = $4 AND log_id = $5 AND next_index = $6',
    params: [to.logId, to.next, name, version, from.logId, from.next],
    changes: 1,
  };
}

export interface StepOutcome {
  readonly follower: Follower;
  /** Why it did not move; absent when it did. */
  readonly cause?: unknown;
}

/**
 * Moves followers that stand at one place over the same events, in one commit, which need not be flushed: rows and cursor
 * go together, so what is lost is made again. When that fails, each goes alone, so that
 * the one at fault is found and the others move. Throws when the database does not answer at all.
 */
export async function commitTogether(
  sql: SqlDatabase,
  group: readonly Follower[],
  events: readonly LoggedEvent[],
  to: Position,
): Promise<readonly StepOutcome[]> {
  const made: { readonly follower: Follower; readonly statements: readonly Statement[] }[] = [];
  const failed: StepOutcome[] = [];
  for (const follower of group) {
    try {
      // What is computed for one projection is the longest that a request waits.
      await nextTurn();
      const statements = events.length === 0 ? [] : await follower.projection.apply(events, sql, sql);
      // The cursor first: whoever else follows waits at its row, and then finds it moved.
      made.push({ follower, statements: [cursorMove(follower.projection, follower.position, to), ...statements] });
    } catch (cause) {
      await stillThere(sql);
      failed.push({ follower, cause });
    }
  }
  try {
    await sql.applyUnflushed(made.flatMap(({ statements }) => statements));
    for (const { follower } of made) follower.position = to;
    return [...failed, ...made.map(({ follower }) => ({ follower }))];
  } catch (cause) {
    await stillThere(sql);
    const [only, ...others] = made;
    if (only === undefined || others.length === 0) return [...failed, ...made.map(({ follower }) => ({ follower, cause }))];
  }
  for (const { follower, statements } of made) {
    try {
      await sql.applyUnflushed(statements);
      follower.position = to;
      failed.push({ follower });
    } catch (cause) {
      await stillThere(sql);
      failed.push({ follower, cause });
    }
  }
  return failed;
}

/**
 * After a cursor was not where this process knew it to be: takes over what another process has committed meanwhile. Rows
 * and cursor are one commit, so it does not matter which of two processes moves it.
 *
 * @returns whether it was another process; if not, the projection itself failed
 */
export async function takeOver(sql: SqlDatabase, follower: Follower): Promise<boolean> {
  const { projection, position } = follower;
  const [row] = await sql.query('SELECT version, log_id, next_index FROM projections WHERE name = $1', [projection.name]);
  if (row === undefined || number(row, 'version') !== projection.version) {
    follower.fault = 'another version of this program follows the log in this database';
    return true;
  }
  const now = { logId: number(row, 'log_id'), next: number(row, 'next_index') };
  if (comparePositions(now, position) === 0) return false;
  follower.position = now;
  follower.generation += 1;
  goesOn(follower);
  return true;
}

/** Throws when the database itself is away: then no projection is to blame. */
async function stillThere(sql: SqlDatabase): Promise<void> {
  await sql.query('SELECT 1 AS one');
}
