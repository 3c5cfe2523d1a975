import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import type { HandedOver, ShiftView } from '../../../contract/shift.ts';
import type { Receipt } from '../../../contract/bridge.ts';
import { Hall, labelOf, virtualDrive } from '../../kit/station.ts';

let hall: Hall;
beforeAll(async () => {
  hall = await Hall.open({ drives: Array.from({ length: 5 }, () => virtualDrive('sata_ssd')) });
}, 60_000);
afterAll(() => hall.close());

const sign = (who: 'technician' | 'custodian' | 'validator') => ({ badge: hall.cast[who].badge, pin: hall.cast[who].pin });

async function mine(): Promise<ShiftView> {
  const view = await hall.client.shift.look();
  if (!('items' in view)) throw new Error('nobody is signed in');
  return view;
}

function handed(answer: HandedOver | Receipt): HandedOver {
  if (answer.kind !== 'handed') throw new Error(`not handed over: ${JSON.stringify(answer)}`);
  return answer;
}

test('a shift goes over in one act: what may go is signed for by both, what may not says why, and a running erase goes on', async () => {
  await hall.as('technician');
  const running = await hall.takeIn(0);
  const offered = await hall.takeIn(1);
  const missing = await hall.takeIn(2);
  const stopped = await hall.takeIn(3);
  const kept = await hall.claim(labelOf(hall.spec(4)).toReversed());
  const custodian = await hall.idOf('custodian');
  mustBeDone(await hall.client.custody.offer({ subject: offered.subject, to: custodian }), 'offering');
  mustBeDone(await hall.client.holds.miss({ subject: missing.subject }), 'missing it');
  mustBeDone(await hall.client.custody.quarantine({ subject: stopped.subject, cause: 'person' }), 'setting it aside');
  mustBeDone(await hall.start(running), 'starting');

  const view = await mine();
  expect(view).toMatchObject({ person: await hall.idOf('technician'), running: 1, waiting: [], counting: [], more: false });
  const why = Object.fromEntries(view.items.map(({ drive, ...reason }) => [drive.subject, reason]));
  expect(why).toEqual({
    [running.subject]: {},
    [stopped.subject]: {},
    [kept]: {},
    [offered.subject]: { why: 'illegal_move', detail: 'already_offered' },
    [missing.subject]: { why: 'drive_missing' },
  });

  const drives = [running.subject, offered.subject, missing.subject, stopped.subject];
  // Neither side alone, no wrong PIN, and nobody who may not hold a drive.
  const ask = hall.client.shift.handOver;
  const before = hall.facts(running.subject).filter((type) => type.startsWith('custody.'));
  expect(await ask({ drives, giver: sign('technician'), receiver: sign('technician') })).toMatchObject({ why: 'same_person' });
  expect(await ask({ drives, giver: sign('technician'), receiver: { ...sign('custodian'), pin: '000000' } })).toMatchObject({
    why: 'pin_wrong',
  });
  expect(await ask({ drives, giver: { ...sign('technician'), pin: '000000' }, receiver: sign('custodian') })).toMatchObject({
    why: 'pin_wrong',
  });
  expect(await ask({ drives, giver: sign('technician'), receiver: sign('validator') })).toMatchObject({ why: 'role_missing' });
  // Who gives what is not theirs gives nothing.
  const nothing = handed(await ask({ drives, giver: sign('custodian'), receiver: sign('technician') }));
  expect(nothing).toMatchObject({ handed: 0, events: [] });
  expect(new Set(nothing.kept.map((each) => each.why))).toEqual(new Set(['not_the_holder', 'illegal_move', 'drive_missing']));
  expect(hall.facts(running.subject).filter((type) => type.startsWith('custody.'))).toEqual(before);

  const answer = handed(await ask({ drives, giver: sign('technician'), receiver: sign('custodian') }));
  expect(answer.handed).toBe(2);
  expect(answer.events).toHaveLength(4);
  expect(answer.kept).toEqual([
    expect.objectContaining({ subject: offered.subject, why: 'illegal_move', detail: 'already_offered' }),
    expect.objectContaining({ subject: missing.subject, why: 'drive_missing' }),
  ]);
  const after = await hall.drive(running.subject, ({ holder }) => holder === hall.cast.custodian.name);
  const signatures = after.life.filter(({ type }) => type === 'custody.offered' || type === 'custody.received');
  expect(signatures.map(({ type, actor }) => [type, actor])).toEqual([
    ['custody.offered', hall.cast.technician.name],
    ['custody.received', hall.cast.custodian.name],
  ]);
  // The bench is still the giver's, who keeps what was not asked for.
  const left = (await mine()).items.map(({ drive }) => drive.subject);
  expect(new Set(left)).toEqual(new Set([offered.subject, missing.subject, kept]));
  await hall.as('custodian');
  const theirs = await mine();
  expect(new Set(theirs.items.map(({ drive }) => drive.subject))).toEqual(new Set([running.subject, stopped.subject]));
  expect(theirs.waiting.map(({ subject }) => subject)).toEqual([offered.subject]);
  await hall.drive(running.subject, ({ state }) => state === 'verified');
}, 60_000);

test('nobody who is not signed in sees what anybody holds', async () => {
  mustBeDone(await hall.client.session.signOut(), 'signing out');
  expect(await hall.client.shift.look()).toEqual({ kind: 'refused', why: 'not_signed_in' });
});
