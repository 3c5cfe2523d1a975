import { beginning, type Position } from '../projector/projection.ts';
import { RowsDiffer, type SqlDatabase, type SqlRow, type SqlReader } from '../sql/port.ts';
import { number, optionalNumber, optionalText, text } from '../sql/rows.ts';

/** How far an outlet was told. */
export interface OutletPlace {
  readonly name: string;
  readonly position: Position;
  readonly run: number;
  readonly state: 'told' | 'waiting' | 'given_up';
  /** Attempts since it last took something; the first of them, and when the next one is, Unix ms. */
  readonly failures: number;
  readonly failedMs: number | undefined;
  readonly dueMs: number | undefined;
  readonly why: string | undefined;
  readonly takenMs: number | undefined;
  readonly taken: number;
  /** Pseudonym of who last set it to a place. */
  readonly setBy: string | undefined;
  readonly setMs: number | undefined;
}

const columns = 'name, log_id, next_index, run, state, failures, failed_ms, due_ms, why, taken_ms, taken, set_by, set_ms';

/** All that were ever told something, by name; also those that are no longer in the settings. */
export async function outletPlaces(sql: SqlReader): Promise<readonly OutletPlace[]> {
  return (await sql.query(`SELECT ${columns} FROM outlets ORDER BY name`)).map(placeOf);
}

export async function outletPlace(sql: SqlReader, name: string): Promise<OutletPlace | undefined> {
  const [row] = await sql.query(`SELECT ${columns} FROM outlets WHERE name = $1`, [name]);
  return row === undefined ? undefined : placeOf(row);
}

/** The end of the newest log. */
export async function endOfLog(sql: SqlReader): Promise<Position> {
  const [row] = await sql.query('SELECT log_id, size FROM logs ORDER BY log_id DESC LIMIT 1');
  return row === undefined ? beginning : { logId: number(row, 'log_id'), next: number(row, 'size') };
}

/** Gives an outlet that is new its place. */
export async function placeNew(sql: SqlDatabase, name: string, { logId, next }: Position): Promise<void> {
  await sql.apply([
    {
      text: `INSERT INTO outlets (name, log_id, next_index, run, state, failures, taken) VALUES ($1, $2, $3, 0, 'told', 0, 0)
             ON CONFLICT (name) DO NOTHING`,
      params: [name, logId, next],
    },
  ]);
}

/**
 * Writes down what became of an attempt, unless the outlet was set to another place meanwhile.
 *
 * @returns whether it was written
 */
export async function keepPlace(sql: SqlDatabase, was: OutletPlace, now: OutletPlace): Promise<boolean> {
  try {
    await sql.apply([
      {
        text: `UPDATE outlets SET log_id = $1, next_index = $2, state = $3, failures = $4, failed_ms = $5, due_ms = $6, why = $7,
                 taken_ms = $8, taken = $9 WHERE name = $10 AND run = $11 AND log_id = $12 AND next_index = $13`,
        params: [
          now.position.logId,
          now.position.next,
          now.state,
          now.failures,
          now.failedMs ?? null,
          now.dueMs ?? null,
          now.why ?? null,
          now.takenMs ?? null,
          now.taken,
          was.name,
          was.run,
          was.position.logId,
          was.position.next,
        ],
        changes: 1,
      },
    ]);
    return true;
  } catch (cause) {
    if (cause instanceof RowsDiffer) return false;
    throw cause;
  }
}

/**
 * Sets an outlet to a place in the newest log, from where it is told all over again, also one that was given up.
 *
 * @param by pseudonym of who asks; absent for the operator on the machine itself
 * @throws RangeError when there is no such outlet, or no such place in the log
 */
export async function replayFrom(sql: SqlDatabase, name: string, from: number, nowMs: number, by?: string): Promise<void> {
  const end = await endOfLog(sql);
  if (!Number.isSafeInteger(from) || from < 0 || from > end.next) throw new RangeError(`the log has the places 0 to ${end.next}`);
  try {
    await sql.apply([
      {
        text: `UPDATE outlets SET log_id = $1, next_index = $2, run = run + 1, state = 'told', failures = 0, failed_ms = NULL,
                 due_ms = NULL, why = NULL, set_by = $3, set_ms = $4 WHERE name = $5`,
        params: [end.logId, from, by ?? null, nowMs, name],
        changes: 1,
      },
    ]);
  } catch (cause) {
    if (cause instanceof RowsDiffer) throw new RangeError(`nothing was ever told to ${name}`, { cause });
    throw cause;
  }
}

/** Entries of the newest log that an outlet has not been told. */
export function behindOf({ position }: OutletPlace, end: Position): number {
  return position.logId === end.logId ? Math.max(0, end.next - position.next) : end.next;
}

function placeOf(row: SqlRow): OutletPlace {
  return {
    name: text(row, 'name'),
    position: { logId: number(row, 'log_id'), next: number(row, 'next_index') },
    run: number(row, 'run'),
    state: text(row, 'state') as OutletPlace['state'], // the table's own check
    failures: number(row, 'failures'),
    failedMs: optionalNumber(row, 'failed_ms'),
    dueMs: optionalNumber(row, 'due_ms'),
    why: optionalText(row, 'why'),
    takenMs: optionalNumber(row, 'taken_ms'),
    taken: number(row, 'taken'),
    setBy: optionalText(row, 'set_by'),
    setMs: optionalNumber(row, 'set_ms'),
  };
}
