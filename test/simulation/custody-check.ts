import { rowOf } from '../../db/drive-row.ts';
import { bearsOnCustody, type Contest, contestOf, type ToldEvent } from '../../domain/conflicts/conflicts.ts';
import { type DriveLife, evolve } from '../../domain/custody/life.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { subjectKey } from '../../registry/projections/subjects.ts';
import { contestAt } from '../../station/custody/contest.ts';
import type { Scene } from './invariants.ts';
import type { Log } from './log.ts';
import type { World } from './world.ts';

/**
 * I10 and I17: of each drive, what is in dispute and who has it is one answer, whoever asks: the events in any order and
 * twice, the registry's tables, a station that was told all of it; and with any times on the events.
 */
export function custodyAgrees(scene: Scene, log: Log): void {
  const { world } = scene;
  for (const [subject, events] of toldBySubject(log)) {
    const contest = contestOf(events, { mayResolve });
    const answer = textOf(contest);
    const mixed = contestOf(shuffled([...events, ...events.filter(() => world.random.chance(0.3))], world), { mayResolve });
    if (textOf(mixed) !== answer)
      world.broken('I10 any order of arrival gives one answer', `${subject}: ${answer} in the order of the log, else ${textOf(mixed)}`);
    const anyTime = events.map((event) => ({ ...event, wall: new Date(world.random.below(2 ** 41)).toISOString() }));
    const untimed = textOf(contestOf(anyTime, { mayResolve }));
    if (untimed !== answer) world.broken('I17 no verdict depends on a wall clock', `${subject}: ${answer}, with other times ${untimed}`);
    if (standsAt(anyTime) !== standsAt(events))
      world.broken(
        'I17 no verdict depends on a wall clock',
        `the life of ${subject}: ${standsAt(events)}, with other times ${standsAt(anyTime)}`,
      );
    inTables(scene, log, subject, contest);
    atStations(scene, subject, events, answer);
  }
}

function toldBySubject({ entries }: Log): ReadonlyMap<string, readonly ToldEvent[]> {
  const sites = new Map<string, string>();
  const told = entries.flatMap(({ event, hash }, index): ToldEvent[] => {
    const { station, epoch, seq, type, body, subject, actor, witness, deps, time, seen } = event;
    const fact = station === controlStation ? readControlFact(type, body) : undefined;
    if (fact?.type === 'station.enrolled') sites.set(fact.body.station, fact.body.site);
    if (subject === undefined || !bearsOnCustody(type)) return [];
    const plain = { index, hash, station, epoch, seq, type, body, deps, wall: time.wall, seen: seen.size };
    return [{ ...plain, subject, actor, witness, site: sites.get(station) }];
  });
  return Map.groupBy(told, ({ subject }) => subject ?? '');
}

/** Only the registry's officers resolve in these stories. */
function mayResolve({ station, actor, witness }: ToldEvent): boolean {
  return station === controlStation && actor !== undefined && actor !== witness;
}

function textOf(contest: Contest): string {
  return JSON.stringify({ ...contest, branches: contest.branches.map((branch) => ({ ...branch, wall: '' })) });
}

/** State, holder and place by the fold that stations keep. */
function standsAt(events: readonly ToldEvent[]): string {
  const life = events.reduce<DriveLife | undefined>(evolve, undefined);
  if (life === undefined) return 'unknown';
  return JSON.stringify({ ...rowOf(life), sinceMs: 0 });
}

function inTables({ world, registry }: Scene, { entries }: Log, subject: string, contest: Contest): void {
  const { database } = registry.disk;
  if (registry.ledger?.projector.status('conflicts').position.next !== entries.length) {
    world.broken('I16 what is made from the log is in step', 'conflicts and custody');
    return;
  }
  const rows = database
    .prepare<[Uint8Array], { conflict: string; open: number; heads: string }>(
      'SELECT conflict, open, heads FROM conflicts WHERE subject = ? ORDER BY conflict',
    )
    .all(subjectKey(subject))
    .map(({ conflict, open, heads }) => `${conflict} ${open} ${heads}`);
  const should = [
    ...contest.open.map(({ id, heads }) => `${id} 1 ${JSON.stringify(heads)}`),
    ...contest.closed.map(({ id, heads }) => `${id} 0 ${JSON.stringify(heads)}`),
  ].sort();
  const state = database
    .prepare<[Uint8Array], string>('SELECT state FROM custody_state WHERE subject = ?')
    .pluck()
    .get(subjectKey(subject));
  const stands = contest.contested ? 'contested' : (contest.standing?.kind ?? 'unknown');
  if (rows.sort().join('\n') !== should.join('\n') || state !== stands)
    world.broken(
      'I10 the registry finds what the log gives',
      `${subject}: ${state ?? 'nothing'}, ${rows.join(', ')}; the log gives ${stands}, ${should.join(', ')}`,
    );
}

/** A station that was told all that bears on a drive answers as the log does. */
function atStations({ world, stations, observer }: Scene, subject: string, events: readonly ToldEvent[], answer: string): void {
  const all = events
    .map(({ hash }) => hash)
    .sort()
    .join();
  for (const { name, running } of stations) {
    // One that has read nothing yet knows no site, not even of its own events.
    if (running?.puller === undefined || running.store.pull.problem() !== undefined || running.store.pull.cursor() < 0) continue;
    const story = running.store.shelf.storyOf(subject).filter(({ fact }) => bearsOnCustody(fact.type));
    if (
      story
        .map(({ fact }) => fact.hash)
        .sort()
        .join() !== all
    )
      continue;
    observer.compared += 1;
    const here = textOf(contestAt({ store: running.store, authority: () => running.puller?.authority() }, subject));
    if (here !== answer) world.broken('I10 a station finds what the log gives', `${name}, ${subject}: ${here}; the log gives ${answer}`);
  }
}

function shuffled<Each>(list: readonly Each[], { random }: World): readonly Each[] {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    const [one, two] = [mixed[i], mixed[other]];
    if (one === undefined || two === undefined) break;
    [mixed[i], mixed[other]] = [two, one];
  }
  return mixed;
}
