import { expect, test } from 'vitest';
import * as custody from '../../../station/custody/commands.ts';
import * as holds from '../../../station/custody/holds.ts';
import { step } from '../../domain/custody/story.ts';
import { openShop, told } from './containment-kit.ts';

const dayMs = 86_400_000;

test('a drive on hold is neither erased nor let go, until a supervisor lifts it before a witness', () => {
  const { parts, as, drive, life, live } = openShop();
  const subject = drive('1');
  expect(told(holds.placeHold(parts, as.tech, { subject, ground: 'litigation' }))).toBe('role_missing');
  expect(told(holds.placeHold(parts, as.keeper, { subject, ground: 'litigation', matter: 'Case 12' }))).toBe('done');
  const [hold] = life(subject).holds ?? [];
  expect(told(custody.release(parts, as.keeper, { subject, way: 'maker' }))).toBe('on_hold');
  expect(() => live(subject, [step.destroy(as.keeper.actor.id)])).toThrow('drive.destroyed was refused');
  expect(() => live(subject, [step.clear(2)])).toThrow('erase.cleared was refused');
  const lift = { subject, hold: hold?.hold ?? '', note: 'settled' };
  expect(told(holds.liftHold(parts, as.boss, lift))).toBe('witness_missing');
  expect(told(holds.liftHold(parts, { ...as.boss, witness: as.tech.actor }, lift))).toBe('witness_not_qualified');
  expect(told(holds.liftHold(parts, { ...as.keeper, witness: as.judge.actor }, lift))).toBe('role_missing');
  expect(told(holds.liftHold(parts, { ...as.boss, witness: as.judge.actor }, lift))).toBe('done');
  expect(life(subject).holds).toBeUndefined();
  expect(told(custody.release(parts, as.keeper, { subject, way: 'maker' }))).toBe('done');
  expect(life(subject).released).toMatchObject({ way: 'maker' });
});

test('a named exception lets one drive go one way, without one thing, until its day, and not by its approver', () => {
  const { parts, as, drive, life, live, station } = openShop();
  const subject = drive('2', { without: 2 });
  const grant = (rule: 'not_validated' | 'not_certified', until: number, way: 'maker' | 'vendor' = 'maker') =>
    told(holds.grantException(parts, as.boss, { subject, rule, way, ground: 'contract', until_ms: until, note: 'agreed' }));
  const now = station.clock.wall;
  const release = () => told(custody.release(parts, as.keeper, { subject, way: 'maker' }));
  expect(release()).toBe('no_proof not_validated');
  expect(grant('not_validated', now)).toBe('exception_not_valid expired');
  expect(grant('not_validated', now + 31 * dayMs)).toBe('exception_not_valid too_long');
  expect(grant('not_certified', now + dayMs)).toBe('done');
  expect(grant('not_validated', now + dayMs, 'vendor')).toBe('done');
  expect(release()).toBe('no_proof not_validated');
  expect(grant('not_validated', now + dayMs)).toBe('done');
  station.clock.wall = now + 2 * dayMs;
  expect(release()).toBe('no_proof not_validated');
  station.clock.wall = now;
  live(subject, [step.offer(as.keeper.actor.id, as.boss.actor.id), step.receive(as.keeper.actor.id, as.boss.actor.id)]);
  expect(told(custody.release(parts, as.boss, { subject, way: 'maker' }))).toBe('same_person approver');
  live(subject, [step.offer(as.boss.actor.id, as.keeper.actor.id), step.receive(as.boss.actor.id, as.keeper.actor.id)]);
  expect(release()).toBe('done');
  const used = life(subject).exceptions?.find(({ way, rule }) => way === 'maker' && rule === 'not_validated');
  expect(life(subject).released).toMatchObject({ way: 'maker', exception: used?.mark.hash });
});

test('an exception that was taken back opens nothing, and a drive whose sanitization failed gets none', () => {
  const { parts, as, drive, life, live, station } = openShop();
  const subject = drive('3', { without: 1 });
  const asked = { rule: 'not_certified', way: 'maker', ground: 'other', until_ms: station.clock.wall + dayMs, note: 'n' } as const;
  expect(told(holds.grantException(parts, as.boss, { subject, ...asked }))).toBe('done');
  const exception = life(subject).exceptions?.[0]?.exception ?? '';
  expect(told(holds.revokeException(parts, as.judge, { subject, exception }))).toBe('done');
  expect(told(custody.release(parts, as.keeper, { subject, way: 'maker' }))).toBe('no_proof not_certified');
  const failed = drive('4', { without: 4 });
  live(failed, [step.fail()]);
  expect(told(holds.grantException(parts, as.boss, { subject: failed, ...asked }))).toBe('bound_for_destruction');
});

test('a drive that is missed leaves by no way until its case is closed, and its clock runs', () => {
  const { parts, as, drive, life, station } = openShop();
  const subject = drive('5');
  expect(told(holds.missDrive(parts, as.tech, { subject }))).toBe('done');
  expect(told(holds.missDrive(parts, as.tech, { subject }))).toBe('illegal_move case_open');
  station.clock.wall += dayMs;
  expect(holds.standingView(parts, subject)).toMatchObject({ cases: [{ kind: 'missing' }], missing_left_ms: 2 * dayMs });
  expect(told(custody.release(parts, as.keeper, { subject, way: 'maker' }))).toBe('drive_missing');
  const open = { subject, case: life(subject).cases?.[0]?.case ?? '', outcome: 'found', note: 'behind the shelf' } as const;
  expect(told(holds.closeCase(parts, as.keeper, open))).toBe('role_missing');
  expect(told(holds.closeCase(parts, as.boss, open))).toBe('done');
  expect(told(custody.release(parts, as.keeper, { subject, way: 'maker' }))).toBe('done');
});

test('a station that has not heard of its registry for more than three days lets nothing go', () => {
  const { parts, as, drive, station, live } = openShop();
  const subject = drive('6');
  station.clock.wall += 3 * dayMs + 60_000;
  expect(told(custody.release(parts, as.keeper, { subject, way: 'maker' }))).toBe('hold_list_old');
  expect(() => live(subject, [step.destroy(as.keeper.actor.id)])).toThrow('drive.destroyed was refused');
  // A push that was answered, or a file that was carried, says nothing of holds.
  station.store.sync.keep({ lastContactMs: station.clock.wall });
  expect(told(custody.release(parts, as.keeper, { subject, way: 'maker' }))).toBe('hold_list_old');
  station.store.pull.take({ entries: [], readMs: station.clock.wall });
  expect(told(custody.release(parts, as.keeper, { subject, way: 'maker' }))).toBe('done');
});
