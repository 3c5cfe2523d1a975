import { toHex } from '../../domain/bytes.ts';
import { bearsOnCustody, type Conflict, type Contest, contestOf, type ToldEvent } from '../../domain/conflicts/conflicts.ts';
import { joinedTo, linkOf } from '../../domain/conflicts/joined.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import { isControlEvent } from '../../domain/ledger/chain.ts';
import type { Event } from '../../domain/ledger/event.ts';
import type { LoggedEvent, Projection } from '../projector/projection.ts';
import { eventsAt } from '../projector/read-log.ts';
import { inList, insertRows, type SqlReader, type SqlValue, type Statement } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';
import { subjectKey, subjectOfKey } from './subjects.ts';

/** What a contest needs of an event, and whether its author might resolve conflicts when it was logged. */
interface Kept extends ToldEvent {
  readonly log: number;
  readonly officer: boolean;
}

/**
 * Which drives are contested and who has each: the domain's function over all that the log has of a drive, computed anew
 * for the drives that an event is about. Conflicts of class `clock` are not here: times of checkpoints stand in no entry.
 */
export const conflictsProjection: Projection = {
  name: 'conflicts',
  version: 2,
  tables: [
    { name: 'told', key: ['subject', 'log_id', 'log_index'] },
    { name: 'told_stations', key: ['station'] },
    { name: 'told_officers', key: ['person'] },
    { name: 'told_links', key: ['subject', 'other'] },
    { name: 'joined_drives', key: ['subject'] },
    { name: 'conflicts', key: ['subject', 'conflict'] },
    { name: 'conflict_notices', key: ['subject', 'conflict'] },
    { name: 'custody_state', key: ['subject'] },
  ],
  async apply(events, db, log) {
    const authors = await loadAuthors(db);
    const fresh: Logged[] = [];
    const notices: SqlValue[][] = [];
    for (const logged of events) {
      authors.learn(logged);
      const { subject } = logged.event;
      if (subject?.startsWith('d1_') !== true) continue;
      if (bearsOnCustody(logged.event.type)) fresh.push({ logged, officer: authors.mayResolve(logged.event) });
      const notice = isControlEvent(logged.event) ? readControlFact(logged.event.type, logged.event.body) : undefined;
      if (notice?.type === 'conflict.opened') notices.push([subjectKey(subject), notice.body.conflict]);
    }
    return [
      ...authors.changes(),
      ...insertRows(
        'told',
        ['subject', 'log_id', 'log_index', 'officer'],
        fresh.map(({ logged, officer }) => [subjectKey(logged.event.subject ?? ''), logged.logId, logged.index, officer ? 1 : 0]),
      ),
      ...insertRows('conflict_notices', ['subject', 'conflict'], notices, 'ON CONFLICT DO NOTHING'),
      ...(await judge(await keptOf(fresh, authors, db), authors, db, log)),
    ];
  },
};

/** An event that bears on custody, and whether its author might resolve conflicts when it was logged. */
interface Logged {
  readonly logged: LoggedEvent;
  readonly officer: boolean;
}

/** Sites of stations, and people whom the registry made supervisors, as the log has told so far. */
interface Authors {
  learn(logged: LoggedEvent): void;
  /** The site of each of these stations that the log has told of. */
  sitesOf(stations: Iterable<string>, db: SqlReader): Promise<ReadonlyMap<string, string>>;
  mayResolve(event: Event): boolean;
  changes(): readonly Statement[];
}

async function loadAuthors(db: SqlReader): Promise<Authors> {
  const sites = new Map<string, string>();
  const looked = new Set<string>();
  const fresh = new Map<string, string>();
  const officers = new Set((await db.query('SELECT person FROM told_officers')).map((row) => text(row, 'person')));
  const statements: Statement[] = [];
  return {
    learn({ event }) {
      const fact = isControlEvent(event) ? readControlFact(event.type, event.body) : undefined;
      if (fact?.type === 'station.enrolled' && !fresh.has(fact.body.station)) {
        fresh.set(fact.body.station, fact.body.site);
        statements.push(
          ...insertRows('told_stations', ['station', 'site'], [[fact.body.station, fact.body.site]], 'ON CONFLICT DO NOTHING'),
        );
      }
      if (fact?.type === 'role.granted' && fact.body.role === 'supervisor' && !officers.has(fact.body.person)) {
        officers.add(fact.body.person);
        statements.push(...insertRows('told_officers', ['person'], [[fact.body.person]]));
      }
      if (fact?.type === 'role.ended' && fact.body.role === 'supervisor' && officers.delete(fact.body.person))
        statements.push({ text: 'DELETE FROM told_officers WHERE person = $1', params: [fact.body.person] });
    },
    async sitesOf(stations, from) {
      const [first, ...others] = [...new Set(stations)].filter((station) => !looked.has(station));
      if (first === undefined) return sites;
      const { list, params } = inList([first, ...others], 1);
      const rows = await from.query(`SELECT station, site FROM told_stations WHERE station IN ${list}`, params);
      for (const row of rows) sites.set(text(row, 'station'), text(row, 'site'));
      for (const station of [first, ...others]) {
        looked.add(station);
        const site = sites.get(station) ?? fresh.get(station);
        if (site !== undefined) sites.set(station, site);
      }
      return sites;
    },
    // The console's own acts were let through by its table of rights; at a station the registry's grant decides.
    mayResolve: (event) =>
      event.type === 'conflict.resolved' && event.actor !== undefined && (isControlEvent(event) || officers.has(event.actor)),
    changes: () => statements,
  };
}

async function keptOf(events: readonly Logged[], authors: Authors, db: SqlReader): Promise<readonly Kept[]> {
  const sites = await authors.sitesOf(
    events.map(({ logged }) => logged.event.station),
    db,
  );
  return events.map(({ logged: { logId, index, hash, event }, officer }) => {
    const { station, epoch, seq, type, body, subject, actor, witness, deps, time, seen } = event;
    const plain = { log: logId, index, hash, station, epoch, seq, type, body, deps, wall: time.wall, seen: seen.size, officer };
    return { ...plain, subject, actor, witness, site: sites.get(station) };
  });
}

/** The events that `told` names for these subjects, in the order of the log, from their entries. */
async function toldBefore(
  where: string,
  params: readonly SqlValue[],
  authors: Authors,
  db: SqlReader,
  log: SqlReader,
): Promise<readonly Kept[]> {
  const rows = await db.query(`SELECT log_id, log_index, officer FROM told WHERE subject IN ${where} ORDER BY log_id, log_index`, params);
  const told: Logged[] = [];
  for (const [logId, places] of Map.groupBy(rows, (row) => number(row, 'log_id'))) {
    const officers = new Map(places.map((row) => [number(row, 'log_index'), number(row, 'officer') === 1]));
    for (const logged of await eventsAt(log, logId, [...officers.keys()]))
      told.push({ logged, officer: officers.get(logged.index) === true });
  }
  return keptOf(told, authors, db);
}

/** Computes the contests of all drives that new events are about, and what changes in the tables by them. */
async function judge(fresh: readonly Kept[], authors: Authors, db: SqlReader, log: SqlReader): Promise<readonly Statement[]> {
  const links = new Links();
  for (const event of fresh) links.learn(event);
  const subjects = await links.close(db, [...new Set(fresh.map(({ subject }) => subject ?? ''))]);
  const [first, ...others] = subjects;
  if (first === undefined) return links.changes();
  const { list, params } = inList([subjectKey(first), ...others.map(subjectKey)], 1);
  const before = await toldBefore(list, params, authors, db, log);
  const bySubject = Map.groupBy([...before, ...fresh], ({ subject }) => subject ?? '');
  const written = await db.query(`SELECT DISTINCT subject FROM conflicts WHERE subject IN ${list}`, params);
  const had = new Set(written.map((row) => subjectOfKey(bytes(row, 'subject'))));
  const changes: Statement[] = [...links.changes()];
  const done = new Set<string>();
  for (const subject of subjects) {
    if (done.has(subject)) continue;
    const together = links.near(subject);
    const ids = joinedTo(
      subject,
      together.flatMap((id) => bySubject.get(id) ?? []),
    );
    const events = ids.flatMap((id) => bySubject.get(id) ?? []);
    const contest = contestOf(events, { mayResolve });
    for (const id of ids) {
      done.add(id);
      if (had.has(id)) changes.push({ text: 'DELETE FROM conflicts WHERE subject = $1', params: [subjectKey(id)] });
      if (together.length > 1) changes.push(joinedRow(id, ids[0] ?? id));
      if (id !== ids[0]) changes.push({ text: 'DELETE FROM custody_state WHERE subject = $1', params: [subjectKey(id)] });
    }
    changes.push(...rowsOf(ids[0] ?? subject, contest, events));
  }
  return changes;
}

function joinedRow(subject: string, drive: string): Statement {
  return {
    text: 'INSERT INTO joined_drives (subject, drive) VALUES ($1, $2) ON CONFLICT (subject) DO UPDATE SET drive = excluded.drive',
    params: [subjectKey(subject), subjectKey(drive)],
  };
}

function mayResolve(event: ToldEvent): boolean {
  return 'officer' in event && event.officer === true && event.actor !== event.witness;
}

function rowsOf(subject: string, contest: Contest, events: readonly Kept[]): readonly Statement[] {
  const key = subjectKey(subject);
  const placeOf = new Map(events.map((event) => [event.hash, event]));
  const row = (conflict: Conflict, closedBy: string | null): readonly SqlValue[] => {
    const [log, index] = newest(conflict.events.flatMap((hash) => placeOf.get(hash) ?? []));
    const { id, class: kind, waiting_for: waiting } = conflict;
    const open = closedBy === null ? 1 : 0;
    return [key, id, kind, open, JSON.stringify(conflict.events), JSON.stringify(conflict.heads), closedBy, waiting ?? null, log, index];
  };
  const { standing, place } = contest;
  const [branch] = contest.branches;
  const one = contest.contested ? undefined : branch;
  const [log, index] = newest(events);
  const state = [
    key,
    contest.contested ? 'contested' : (standing?.kind ?? 'unknown'),
    standing?.kind === 'held' ? standing.holder : standing?.kind === 'offered' ? standing.from : null,
    standing?.kind === 'offered' ? standing.to : null,
    place ?? null,
    one?.station ?? null,
    one?.site ?? null,
    one?.head ?? null,
    log,
    index,
  ];
  const columns = ['subject', 'state', 'holder', 'recipient', 'place', 'station', 'site', 'head', 'log_id', 'log_index'];
  const sets = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  return [
    ...insertRows(
      'conflicts',
      ['subject', 'conflict', 'class', 'open', 'events', 'heads', 'closed_by', 'waiting_for', 'log_id', 'log_index'],
      [...contest.open.map((each) => row(each, null)), ...contest.closed.map((each) => row(each, each.closed_by))],
    ),
    ...insertRows('custody_state', columns, [state], `ON CONFLICT (subject) DO UPDATE SET ${sets.join(', ')}`),
  ];
}

function newest(events: readonly Kept[]): readonly [number, number] {
  return events.reduce<readonly [number, number]>(
    ([log, at], event) => (event.log > log || (event.log === log && (event.index ?? 0) > at) ? [event.log, event.index ?? 0] : [log, at]),
    [1, 0],
  );
}

/** Which ids were ever joined. */
class Links {
  readonly #others = new Map<string, Set<string>>();
  readonly #fresh: SqlValue[][] = [];

  learn(event: Kept): void {
    const link = linkOf(event);
    if (link?.joins !== true) return;
    const [one, other] = link.ids;
    this.#fresh.push([subjectKey(one), subjectKey(other)], [subjectKey(other), subjectKey(one)]);
    this.#add(one, other);
  }

  /** The subjects, and all that they were ever joined with. */
  async close(db: SqlReader, subjects: readonly string[]): Promise<readonly string[]> {
    const known = new Set<string>();
    let [first, ...others] = subjects;
    while (first !== undefined) {
      const asked = [first, ...others] as const;
      for (const subject of asked) known.add(subject);
      const { list, params } = inList([subjectKey(first), ...others.map(subjectKey)], 1);
      for (const row of await db.query(`SELECT subject, other FROM told_links WHERE subject IN ${list}`, params))
        this.#add(subjectOfKey(bytes(row, 'subject')), subjectOfKey(bytes(row, 'other')));
      [first, ...others] = [...new Set(asked.flatMap((subject) => [...(this.#others.get(subject) ?? [])]))].filter(
        (each) => !known.has(each),
      );
    }
    return [...known].sort();
  }

  /** A subject and all that it was ever joined with. */
  near(subject: string): readonly string[] {
    const known = new Set([subject]);
    for (const each of known) for (const other of this.#others.get(each) ?? []) known.add(other);
    return [...known].sort();
  }

  changes(): readonly Statement[] {
    const rows = [...new Map(this.#fresh.map((row) => [row.map((key) => toHex(key as Uint8Array)).join(), row])).values()]; // both are keys of subjects
    return insertRows('told_links', ['subject', 'other'], rows, 'ON CONFLICT DO NOTHING');
  }

  #add(one: string, other: string): void {
    this.#others.set(one, (this.#others.get(one) ?? new Set()).add(other));
    this.#others.set(other, (this.#others.get(other) ?? new Set()).add(one));
  }
}
