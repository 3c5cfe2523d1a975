import type { ConflictLook, ConflictRow } from '../../contract/console/drives.ts';
import { conflictRow } from '../../contract/console/drives.ts';
import { conflictsOfDrive, type ConflictRow as KeptConflict, resolveConflict } from '../ledger/conflicts.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { covers, type Scope } from '../people/rights.ts';
import { subjectOfKey } from '../projections/subjects.ts';
import { inList, type SqlDatabase, type SqlReader, type SqlRow } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { Acts } from './acts.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { type DriveFact, factsOf, lineOf, openedOf, stationsOf } from './drive-facts.ts';
import { present } from './drive-view.ts';
import { driveOf, mayRead, opensSealed, peopleIn, seenRows } from './drives.ts';
import { nameReaders, type NamesOf, namesOf } from './names.ts';
import { driveColumns } from './search.ts';

export interface ConflictsParts {
  readonly sql: SqlDatabase;
  readonly acts: Acts;
  readonly covered: () => number;
}

type Conflicts = 'conflicts.list' | 'conflicts.look' | 'conflicts.resolve';

/** Conflicts about drives, side by side, and the act that closes them. */
export function conflictHandlers({ sql, acts, covered }: ConflictsParts): Handlers<Conflicts> {
  return {
    'conflicts.list': async ({ query, scope, saw }) => {
      const limit = query.limit ?? pageSize;
      const after = query.after === undefined ? undefined : readCursor(query.after, ['number', 'number', 'string']);
      const found = await conflictsFrom(sql, scope, query.closed === true ? 0 : 1, after, limit + 1);
      const { shown, ...more } = cut(found, limit, ({ key }) => key);
      saw(
        seenRows(
          shown.map(({ drive }) => drive),
          'conflicts',
        ),
      );
      return { rows: shown.map(({ row }) => row), ...more };
    },
    'conflicts.look': async ({ params, scope, asker, saw }) => {
      const { subject, conflict } = await conflictOf(sql, params.id, scope);
      const { row: drive, where } = await driveOf(sql, subject, scope);
      const facts = await factsOf(sql, subject);
      const opens = opensSealed(asker, where);
      const opened = opens ? await openedOf(sql, facts) : new Map<string, Readonly<Record<string, string>>>();
      const people = facts.flatMap(({ event }) => [event.actor, event.witness, ...peopleIn(event.body)]);
      const names = await namesOf(sql, people, mayRead(asker, nameReaders));
      const station = await stationsOf(
        sql,
        facts.map(({ event }) => event.station),
      );
      const line = (fact: DriveFact) =>
        lineOf(fact, { names, station, opened: opens ? (opened.get(fact.hash) ?? {}) : undefined, covered: covered() });
      saw({ ...seenRows([drive], params.id), opened: opens });
      const resolved = facts.find(({ hash }) => hash === conflict.closedBy);
      const [times] = await rowsOfConflicts(sql, [conflict], new Map([[subject, drive]]));
      if (times === undefined) throw new Error('a conflict that was just found is not there');
      return {
        row: times,
        branches: conflict.heads.map((head) => branchOf(head, facts, names, line)),
        ...(resolved === undefined ? {} : { resolved: line(resolved) }),
      };
    },
    'conflicts.resolve': async ({ params, body, scope, asker }) => {
      const { subject } = await conflictOf(sql, params.id, scope);
      const { holder, heads, reason, note } = body;
      const asked = { subject, conflict: params.id, heads, actor: asker.person, reason, note, ...present({ holder }) };
      const outcome = await resolveConflict({ sql, control: acts.control }, asked);
      if (outcome.kind === 'refused') throw refusalOf(outcome.why);
      return { event: await acts.seen(outcome.hash) };
    },
  };
}

function refusalOf(why: 'no_such_conflict' | 'already_closed' | 'heads_changed'): ConsoleRefusal {
  switch (why) {
    case 'no_such_conflict':
      return new ConsoleRefusal('not_found', 'there is no such conflict any more');
    case 'already_closed':
      return new ConsoleRefusal('refused', 'somebody closed this conflict before', { why });
    case 'heads_changed':
      return new ConsoleRefusal('refused', 'another story about this drive came in meanwhile; look at it first', { why });
  }
}

/** Most conflicts that are looked at for one page: those of others are passed over. */
const mostPassed = 5_000;
const chunk = 200;

interface Listed {
  readonly row: ConflictRow;
  readonly drive: SqlRow;
  readonly key: readonly [number, number, string];
}

/** Open or closed conflicts that are within the scope, newest first. */
async function conflictsFrom(
  sql: SqlReader,
  scope: Scope,
  open: 0 | 1,
  after: readonly (string | number)[] | undefined,
  limit: number,
): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  let key: readonly (string | number)[] = after ?? [Number.MAX_SAFE_INTEGER, 0, ''];
  for (let passed = 0; passed < mostPassed && listed.length < limit; passed += chunk) {
    const rows = await sql.query(conflictsQuery, [open, ...key, chunk]);
    const drives = await drivesOf(
      sql,
      rows.map((row) => subjectOfKey(bytes(row, 'subject'))),
    );
    for (const row of rows) {
      key = [number(row, 'log_id'), number(row, 'log_index'), text(row, 'conflict')];
      const subject = subjectOfKey(bytes(row, 'subject'));
      const drive = drives.get(subject);
      if (drive === undefined || !covers(scope, { site: text(drive, 'site'), tenant: optionalText(drive, 'tenant') })) continue;
      const openedMs = number(row, 'recv_ms');
      listed.push({
        row: wireRow(text(row, 'conflict'), text(row, 'class'), drive, openedMs, await closedMs(sql, optionalText(row, 'closed_by'))),
        drive,
        key: key as Listed['key'], // as it was just made
      });
      if (listed.length === limit) return listed;
    }
    if (rows.length < chunk) break;
  }
  return listed;
}

/** One page of conflicts, with the time at which the registry took the event that opened each. */
export const conflictsQuery = `SELECT c.subject, c.conflict, c.class, c.closed_by, c.log_id, c.log_index, e.recv_ms
  FROM conflicts c JOIN events e ON e.log_id = c.log_id AND e.log_index = c.log_index
 WHERE c.open = $1 AND (c.log_id, c.log_index, c.conflict) < ($2, $3, $4) ORDER BY c.log_id DESC, c.log_index DESC, c.conflict DESC LIMIT $5`;

async function drivesOf(sql: SqlReader, subjects: readonly string[]): Promise<ReadonlyMap<string, SqlRow>> {
  const [first, ...others] = new Set(subjects);
  if (first === undefined) return new Map();
  const { list, params } = inList([first, ...others], 1);
  const rows = await sql.query(
    `SELECT ${driveColumns} FROM console_drives d LEFT JOIN drive_tenants dt ON dt.subject = d.subject WHERE d.subject IN ${list}`,
    params,
  );
  return new Map(rows.map((row) => [text(row, 'subject'), row]));
}

function wireRow(id: string, kind: string, drive: SqlRow, openedMs: number, closed: number | undefined): ConflictRow {
  return conflictRow.parse({
    id,
    class: kind,
    subject: text(drive, 'subject'),
    serial: text(drive, 'serial'),
    site: text(drive, 'site') === '' ? 'unknown' : text(drive, 'site'),
    opened_ms: openedMs,
    ...present({ tenant: optionalText(drive, 'tenant'), closed_ms: closed }),
  });
}

async function rowsOfConflicts(
  sql: SqlReader,
  conflicts: readonly KeptConflict[],
  drives: ReadonlyMap<string, SqlRow>,
): Promise<readonly ConflictRow[]> {
  const rows: ConflictRow[] = [];
  for (const { conflict, class: kind, logIndex, closedBy, subject } of conflicts) {
    const drive = drives.get(subject);
    if (drive === undefined) continue;
    const [event] = await sql.query('SELECT recv_ms FROM events WHERE log_index = $1 ORDER BY log_id DESC LIMIT 1', [logIndex]);
    rows.push(wireRow(conflict, kind, drive, event === undefined ? 0 : number(event, 'recv_ms'), await closedMs(sql, closedBy)));
  }
  return rows;
}

/** When the registry took the act that closed it. */
async function closedMs(sql: SqlReader, hash: string | undefined): Promise<number | undefined> {
  if (hash === undefined) return undefined;
  const digest = Buffer.from(hash, 'base64url');
  const [row] = await sql.query('SELECT recv_ms FROM events WHERE hash8 = $1 AND hash24 = $2', [
    Uint8Array.from(digest.subarray(0, 8)),
    Uint8Array.from(digest.subarray(8)),
  ]);
  return row === undefined ? undefined : number(row, 'recv_ms');
}

/** A conflict by its id, if its drive is within the scope. @throws ConsoleRefusal */
async function conflictOf(
  sql: SqlDatabase,
  id: string,
  scope: Scope,
): Promise<{ readonly subject: string; readonly conflict: KeptConflict }> {
  for (const row of await sql.query('SELECT subject FROM conflicts WHERE conflict = $1 LIMIT 2', [id])) {
    const subject = subjectOfKey(bytes(row, 'subject'));
    await driveOf(sql, subject, scope);
    const conflict = (await conflictsOfDrive(sql, subject)).find((each) => each.conflict === id);
    if (conflict !== undefined) return { subject, conflict };
  }
  throw new ConsoleRefusal('not_found', 'there is no such conflict about drives that you may see');
}

/** How many open conflicts are within the scope; counting stops at a number that nobody reads past. */
export async function countOpenConflicts(sql: SqlReader, scope: Scope): Promise<number> {
  return (await conflictsFrom(sql, scope, 1, undefined, 1_000)).length;
}

/** Ids of the open conflicts of a drive. */
export async function openConflictsOf(sql: SqlReader, subject: string): Promise<readonly string[]> {
  return (await conflictsOfDrive(sql, subject)).filter(({ open }) => open).map(({ conflict }) => conflict);
}

/** One story: the head and everything that it rests on, oldest first. */
function branchOf(
  head: string,
  facts: readonly DriveFact[],
  names: NamesOf,
  line: (fact: DriveFact) => ConflictLook['branches'][number]['lines'][number],
): ConflictLook['branches'][number] {
  const told = pastOf(head, facts);
  const newest = told.findLast(({ hash }) => hash === head) ?? facts.at(-1);
  if (newest === undefined) throw new Error('a conflict about a drive without facts');
  const claim = told.findLast(({ event }) => typeof event.body['holder'] === 'string');
  const holder = claim?.event.body['holder'];
  const drawn = line(newest);
  const place = told.findLast(({ event }) => typeof event.body['place'] === 'string')?.event.body['place'];
  return {
    head,
    station: drawn.station,
    station_name: drawn.station_name,
    site: drawn.site,
    ...(typeof holder === 'string' ? { holder: names(holder), holder_id: holder } : {}),
    ...(typeof place === 'string' ? { place } : {}),
    lines: told.map(line),
  };
}

/** A fact and all that it rests on: what it names, and what its own chain says of the drive before it. */
export function pastOf(head: string, facts: readonly DriveFact[]): readonly DriveFact[] {
  const byHash = new Map(facts.map((fact) => [fact.hash, fact]));
  const past = new Set<DriveFact>();
  const open = [byHash.get(head)];
  for (let fact = open.pop(); open.length > 0 || fact !== undefined; fact = open.pop()) {
    if (fact === undefined || past.has(fact)) continue;
    past.add(fact);
    const { station, epoch, seq } = fact.event;
    const before = facts.findLast(({ event }) => event.station === station && event.epoch === epoch && event.seq < seq);
    open.push(before, ...fact.event.deps.map((dep) => byHash.get(dep)));
  }
  return facts.filter((fact) => past.has(fact));
}
