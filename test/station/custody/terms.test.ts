import { expect, onTestFinished, test } from 'vitest';
import { toBase64url, toHex } from '../../../domain/bytes.ts';
import * as custody from '../../../station/custody/commands.ts';
import * as holds from '../../../station/custody/holds.ts';
import { attempt, type Hands } from '../../../station/custody/attempt.ts';
import type { StationParts } from '../../../station/parts.ts';
import { dueListView } from '../../../station/views/due-view.ts';
import { randomBytes } from '../../../keys/random.ts';
import { boss, judge, keeper, type Step, step, tech } from '../../domain/custody/story.ts';
import { officers } from '../../domain/custody/walk/hall.ts';
import { openStation, pullTo, stationSurface, type WalkStation } from '../../domain/custody/walk/surfaces.ts';
import { told } from './containment-kit.ts';

const dayMs = 86_400_000;
const tn = (): string => `tn_${toHex(randomBytes(16))}`;

/** A station that hears officers of the log, on a day that the test chooses. */
function openOffice() {
  const late: { station?: WalkStation } = {};
  const log = officers(() => late.station!.store); // asked only after it was opened
  const station = openStation(log.authority);
  late.station = station;
  onTestFinished(() => station.close());
  const surface = stationSurface(station);
  const startMs = station.clock.wall;
  const person = (id: string): Hands => ({ actor: station.store.people.byId(id)! }); // enrolled by `openStation`
  const go = (day: number, contact = true): void => {
    station.clock.wall = startMs + day * dayMs;
    if (contact) surface.contact(station.clock.wall);
  };
  go(0);
  return {
    log,
    parts: station as unknown as StationParts,
    go,
    at: (day: number) => startMs + day * dayMs,
    as: { keeper: person(keeper), boss: { ...person(boss), witness: person(judge).actor }, judge: person(judge) },
    see: (subject: string): unknown => surface.tell({ ...step.seen(), subject }, station.clock.wall),
    take(digit: string, owner: string | undefined, steps: readonly Step[] = []): string {
      const subject = `d1_${digit.repeat(32)}`;
      const claim = { ...step.claim('maker'), ...(owner === undefined ? {} : { sealed: { owner } }) };
      for (const each of [claim, step.seen(), ...steps, step.offer(), step.receive()])
        if (surface.tell({ ...each, subject }, station.clock.wall).length === 0) throw new Error(`${each.type} was refused`);
      return subject;
    },
  };
}

/** Clears for an erase, as whoever stands at the bay would. */
function clear(parts: StationParts, subject: string, job = 1): string {
  const person = parts.store.people.byId(tech);
  if (person === undefined) throw new Error('nobody');
  const { type, body } = step.clear(job);
  return told(attempt(parts, { actor: person }, { type, subject, body }));
}

const proof = [step.clear(), step.start(), step.mark(), step.finish(), step.verify(), step.validate(), step.certify(1)];

test('while a contract keeps its data nothing of it is erased, released or destroyed, and the refusal names the day', () => {
  const { log, parts, as, go, at, take } = openOffice();
  const [mine, others, nobody, empty] = [take('1', 'Acme  Ltd'), take('2', 'Bolt'), take('3', undefined), take('4', 'Acme Ltd', proof)];
  const contract = tn();
  const end = (known: 'key' | 'no_key' | 'no_mark') =>
    log.say({ kind: 'ended', contract, owner: 'ACME LTD', known, endedMs: at(0), keepDays: 90 }, at(0));
  end('key');
  go(89);
  const from = String(at(90));
  expect(clear(parts, mine)).toBe(`contract_keeps ${from}`);
  expect(clear(parts, nobody)).toBe(`owner_unknown ${from}`);
  const out = { technique: 'shred', place: 'x' } as const;
  const destroy = (subject: string) =>
    told(attempt(parts, { ...as.keeper, witness: as.judge.actor }, { type: 'drive.destroyed', subject, body: out }));
  expect(destroy(mine)).toBe(`contract_keeps ${from}`);
  expect(holds.standingView(parts, mine)).toMatchObject({ term: { kind: 'kept', until_ms: at(90) }, due: { kind: 'kept' } });
  // A certificate says that nothing is left on it that could be kept.
  expect(told(custody.release(parts, as.keeper, { subject: empty, way: 'maker' }))).toBe('done');
  // Of others nothing is kept, and whose a drive is can be said.
  expect(clear(parts, others)).toBe('done');
  expect(told(holds.sayOwner(parts, as.keeper, { subject: nobody, owner: 'bolt' }))).toBe('done');
  expect(clear(parts, nobody)).toBe('done');
  // Said anew without a key, or before there were marks, it may be anybody's; taken back, it keeps nothing.
  const fresh = take('5', 'Bolt');
  for (const known of ['no_key', 'no_mark'] as const) {
    end(known);
    expect(clear(parts, fresh)).toBe(`contract_unread ${from}`);
  }
  end('key');
  expect(clear(parts, mine)).toBe(`contract_keeps ${from}`);
  log.say({ kind: 'resumed', contract }, at(89));
  expect(clear(parts, mine)).toBe('done');
});

test('from day 90 on a drive may go, unless the list of holds is old', () => {
  const { log, parts, go, at, take } = openOffice();
  const [mine, others] = [take('1', 'Acme'), take('2', 'Bolt')];
  log.say({ kind: 'ended', contract: tn(), owner: 'Acme', known: 'key', endedMs: at(0), keepDays: 90 }, at(0));
  go(86);
  go(90, false);
  expect(clear(parts, mine)).toBe('hold_list_old');
  expect(clear(parts, others)).toBe('done');
  // A clock that the registry found to be ten days ahead is not believed.
  go(95);
  parts.store.sync.keep({ offset: { offsetMs: -10 * dayMs, measuredAtMs: at(95) } });
  expect(clear(parts, mine)).toBe(`contract_keeps ${at(90)}`);
  expect(holds.standingView(parts, mine)).toMatchObject({ due: { kind: 'kept' } });
  expect(dueListView(parts).rows).toMatchObject([{ due: { kind: 'kept' } }]);
  parts.store.sync.keep({ offset: { offsetMs: 10 * dayMs, measuredAtMs: at(95) } });
  expect(clear(parts, mine)).toBe('done');
});

test('a hold that another station placed puts the day off, also once it was lifted here', () => {
  const { log, parts, as, go, at, see } = openOffice();
  const mine = `d1_${'1'.repeat(32)}`;
  log.say({ kind: 'ended', contract: tn(), owner: 'Acme', known: 'key', endedMs: at(0), keepDays: 90 }, at(0));
  const hold = toBase64url(randomBytes(16));
  const elsewhere = pullTo(parts.store);
  elsewhere({ ...step.claim(), subject: mine }, at(0));
  elsewhere({ type: 'hold.placed', subject: mine, actor: keeper, body: { hold, ground: 'regulator' } }, at(10));
  go(40);
  see(mine);
  expect(told(holds.sayOwner(parts, as.keeper, { subject: mine, owner: 'Acme' }))).toBe('done');
  expect(clear(parts, mine)).toBe('on_hold');
  expect(told(holds.liftHold(parts, as.boss, { subject: mine, hold, note: 'settled' }))).toBe('done');
  go(119);
  expect(clear(parts, mine)).toBe(`contract_keeps ${at(120)}`);
  go(120);
  expect(clear(parts, mine)).toBe('done');
});

test('the list of what is to be deleted has the most urgent first, and names what nobody can tell', () => {
  const { log, parts, as, go, at, take } = openOffice();
  expect(dueListView(parts)).toEqual({ rows: [], more: false, contracts: 0, unknown: 0, holds_old: false });
  const contract = (owner: string, endedMs: number) =>
    log.say({ kind: 'ended', contract: tn(), owner, known: 'key', endedMs, keepDays: 90 }, at(0));
  const [old, young, held, unknown] = [take('1', 'Acme'), take('2', 'Bolt'), take('3', 'Acme'), take('4', undefined)];
  take('5', 'Acme', proof);
  take('6', 'Other');
  contract('Acme', at(0));
  contract('Bolt', at(20));
  go(100);
  expect(told(holds.placeHold(parts, as.keeper, { subject: held, ground: 'litigation' }))).toBe('done');
  const look = () => dueListView(parts).rows.map(({ drive, owner, due }) => [drive.subject, owner, due]);
  go(179);
  expect(look()).toEqual([
    [old, 'Acme', { kind: 'due', by_ms: at(180), warning: 1 }],
    [young, 'Bolt', { kind: 'due', by_ms: at(200), warning: 30 }],
    [held, 'Acme', { kind: 'held' }],
  ]);
  go(185);
  const [hold] = parts.store.drives.life(held)?.holds ?? [];
  expect(told(holds.liftHold(parts, as.boss, { subject: held, hold: hold?.hold ?? '', note: 'settled' }))).toBe('done');
  go(190, false);
  expect(look()).toEqual([
    [old, 'Acme', { kind: 'overdue', by_ms: at(180) }],
    [young, 'Bolt', { kind: 'due', by_ms: at(200), warning: 30 }],
    [held, 'Acme', { kind: 'due', by_ms: at(265) }],
  ]);
  // The drive of nobody, and no other; the line was away for five days.
  expect(dueListView(parts)).toMatchObject({ contracts: 2, unknown: 1, holds_old: true, more: false });
  expect(holds.standingView(parts, old)).toMatchObject({ term: { kind: 'hold_list_old' }, due: { kind: 'overdue' } });
  expect(told(holds.sayOwner(parts, as.keeper, { subject: unknown, owner: 'acme' }))).toBe('done');
  expect(dueListView(parts)).toMatchObject({ unknown: 0, rows: [{}, { drive: { subject: unknown } }, {}, {}] });
});
