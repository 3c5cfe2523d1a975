import type { Bytes } from '../../domain/bytes.ts';
import type { ConflictClass } from '../../domain/facts/control.ts';
import { conflictClass } from '../../domain/facts/control.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import { subjectKey, subjectOfKey } from '../projections/subjects.ts';
import type { Projector } from '../projector/projector.ts';
import type { Report } from '../ports.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { ControlWriter } from './control.ts';
import { tellWhenMoved } from './tell.ts';

/** A conflict as the log shows it. */
export interface ConflictRow {
  /** First id of the drive. */
  readonly subject: string;
  readonly conflict: string;
  readonly class: ConflictClass;
  readonly open: boolean;
  /** Event hashes: where the stories part, and the branch heads. */
  readonly events: readonly string[];
  readonly heads: readonly string[];
  readonly closedBy?: string;
  /** A custody event that is named and not in the log yet. */
  readonly waitingFor?: string;
  readonly logIndex: number;
}

/** How a drive stands now, as the log shows it. `state` is a kind of `Standing`, or contested, or unknown. */
export interface CustodyRow {
  readonly subject: string;
  readonly state: 'held' | 'offered' | 'reused' | 'ended' | 'contested' | 'unknown';
  readonly holder?: string;
  readonly recipient?: string;
  readonly place?: string;
  readonly station?: string;
  readonly site?: string;
  readonly head?: string;
}

const columns = 'subject, conflict, class, open, events, heads, closed_by, waiting_for, log_index';

/** Statements of the queries below, for a test that holds their plans. */
export const conflictQueries = {
  open: `SELECT ${columns} FROM conflicts WHERE open = 1 AND (log_id, log_index, conflict) > ($1, $2, $3) ORDER BY log_id, log_index, conflict LIMIT $4`,
  ofDrive: `SELECT ${columns} FROM conflicts WHERE subject = $1 ORDER BY log_id, log_index, conflict`,
  custody: 'SELECT subject, state, holder, recipient, place, station, site, head FROM custody_state WHERE subject = $1',
  joined: 'SELECT drive FROM joined_drives WHERE subject = $1',
  untold: `SELECT ${columns} FROM conflicts AS c WHERE c.open = 1 AND c.waiting_for IS NULL
    AND NOT EXISTS (SELECT 1 FROM conflict_notices AS n WHERE n.subject = c.subject AND n.conflict = c.conflict)
    ORDER BY c.log_id, c.log_index, c.conflict LIMIT 32`,
} as const;

/** Open conflicts, oldest first, after the one at a place. */
export async function openConflicts(
  db: SqlReader,
  limit: number,
  after: { readonly logId: number; readonly logIndex: number; readonly conflict: string } = { logId: 0, logIndex: 0, conflict: '' },
): Promise<readonly ConflictRow[]> {
  return (await db.query(conflictQueries.open, [after.logId, after.logIndex, after.conflict, limit])).map(conflictRow);
}

/** Conflicts of one drive, open and closed, by any of its ids. */
export async function conflictsOfDrive(db: SqlReader, subject: string): Promise<readonly ConflictRow[]> {
  return (await db.query(conflictQueries.ofDrive, [await keyOf(db, subject)])).map(conflictRow);
}

/** How a drive stands, by any of its ids; undefined when the log knows nothing of it. */
export async function custodyOfDrive(db: SqlReader, subject: string): Promise<CustodyRow | undefined> {
  const [row] = await db.query(conflictQueries.custody, [await keyOf(db, subject)]);
  return row === undefined ? undefined : custodyRow(row);
}

/** Under which id the rows of a drive stand: its own, unless it was joined with another. */
async function keyOf(db: SqlReader, subject: string): Promise<Bytes> {
  const own = subjectKey(subject);
  const [row] = await db.query(conflictQueries.joined, [own]);
  return row === undefined ? own : bytes(row, 'drive');
}

export type ResolveRefusal = 'no_such_conflict' | 'already_closed' | 'heads_changed';

/** What an officer decides in the console. The console's table of rights has let this person through. */
export interface Resolution {
  readonly subject: string;
  readonly conflict: string;
  /** The heads that the officer was shown: a story that came since must be looked at first. */
  readonly heads: readonly string[];
  readonly actor: string;
  /** Who has the drive; absent when nobody is to hold it. */
  readonly holder?: string;
  readonly reason: Fact<'conflict.resolved'>['reason'];
  readonly note?: string;
}

const mostDeps = 8;

/**
 * Closes a conflict by a `conflict.resolved` of the registry's own chain. More heads than one event can name are named by
 * several, each of which rests on the one before; the last one closes. A story that arrives while this is written makes a
 * conflict of its own.
 */
export async function resolveConflict(
  parts: { readonly sql: SqlReader; readonly control: Pick<ControlWriter, 'write'> },
  asked: Resolution,
): Promise<{ readonly kind: 'resolved'; readonly hash: string } | { readonly kind: 'refused'; readonly why: ResolveRefusal }> {
  const row = (await conflictsOfDrive(parts.sql, asked.subject)).find(({ conflict }) => conflict === asked.conflict);
  if (row === undefined) return { kind: 'refused', why: 'no_such_conflict' };
  if (!row.open) return { kind: 'refused', why: 'already_closed' };
  if (row.heads.join() !== asked.heads.toSorted().join()) return { kind: 'refused', why: 'heads_changed' };
  const body = {
    conflict: row.conflict,
    class: row.class,
    reason: asked.reason,
    ...(asked.holder === undefined ? {} : { holder: asked.holder }),
  };
  let hash = '';
  for (let at = 0; at < row.heads.length; at += mostDeps) {
    const deps = row.heads.slice(at, at + mostDeps);
    ({ hash } = await parts.control.write({
      type: 'conflict.resolved',
      body,
      subject: row.subject,
      deps,
      actor: asked.actor,
      note: asked.note,
    }));
  }
  return { kind: 'resolved', hash };
}

/**
 * Tells the log of every open conflict once, by `conflict.opened`. What is still to be told is what stands in the
 * projection without its notice, so a crash between leaves it to the next start, and a push never waits for it.
 *
 * @returns a function that ends it, after what is under way
 */
export function tellConflicts(parts: {
  readonly sql: SqlReader;
  readonly control: Pick<ControlWriter, 'write'>;
  readonly projector: Pick<Projector, 'onMoved' | 'status'>;
  readonly report: Report;
}): () => Promise<void> {
  const { sql, control, projector, report } = parts;
  /** Told by this process and perhaps not followed yet. */
  const told = new Set<string>();
  return tellWhenMoved({
    projector,
    projection: 'conflicts',
    report,
    failed: 'A conflict could not be told to the log yet. It is shown all the same, and told with the next event or start.',
    async tell(isStopped) {
      for (const row of (await sql.query(conflictQueries.untold)).map(conflictRow)) {
        const key = `${row.subject} ${row.conflict}`;
        if (isStopped() || told.has(key)) continue;
        const body = { conflict: row.conflict, class: row.class, events: row.events.slice(0, 64) };
        await control.write({ type: 'conflict.opened', body, subject: row.subject, deps: row.heads.slice(0, mostDeps) });
        told.add(key);
      }
    },
  });
}

function conflictRow(row: SqlRow): ConflictRow {
  const closedBy = optionalText(row, 'closed_by');
  const waitingFor = optionalText(row, 'waiting_for');
  return {
    subject: subjectOfKey(bytes(row, 'subject')),
    conflict: text(row, 'conflict'),
    class: conflictClass.parse(text(row, 'class')),
    open: number(row, 'open') === 1,
    events: JSON.parse(text(row, 'events')) as readonly string[], // written by the projection
    heads: JSON.parse(text(row, 'heads')) as readonly string[], // likewise
    logIndex: number(row, 'log_index'),
    ...(closedBy === undefined ? {} : { closedBy }),
    ...(waitingFor === undefined ? {} : { waitingFor }),
  };
}

function custodyRow(row: SqlRow): CustodyRow {
  const members = ['holder', 'recipient', 'place', 'station', 'site', 'head'].flatMap((name) => {
    const value = optionalText(row, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    subject: subjectOfKey(bytes(row, 'subject')),
    state: text(row, 'state') as CustodyRow['state'], // written by the projection
    ...Object.fromEntries(members),
  };
}
