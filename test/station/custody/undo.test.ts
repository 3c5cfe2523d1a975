import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { undoable, undoMs } from '../../../station/custody/undo.ts';
import { Hall, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

let hall: Hall;
let subject: string;
beforeAll(async () => {
  hall = await Hall.open({ drives: [virtualDrive('sata_ssd')] });
  await hall.as('supervisor');
  subject = await hall.claim(labelOf(hall.spec(0)).toReversed());
}, 60_000);
afterAll(() => hall.close());

/** What the bench offers to take back. */
function offered(what: string) {
  return hall.bench(`${what} to take back`, ({ undo }) => (undo?.what === what ? undo : undefined));
}

function custodyFacts(): readonly string[] {
  return hall.facts(subject).filter((type) => type.startsWith('custody.'));
}

test('a claim cannot be taken back: nothing leads back from it', async () => {
  expect(await hall.bench('a view', (view) => view.undo ?? 'none')).toBe('none');
  expect(whyNot(await hall.client.bench.undo({ event: 'A'.repeat(43) }))).toBe('undo_over');
});

test('a move, an offer and a new destination are taken back by a counter-event that leads to what was before', async () => {
  mustBeDone(await hall.client.custody.move({ subject, place: 'Shelf 4' }), 'moving');
  const { event, name, until_ms: until } = await offered('custody.moved');
  expect(name).toBe(hall.spec(0).serial);
  expect(until).toBeGreaterThan(0);
  expect(whyNot(await hall.client.bench.undo({ event: 'A'.repeat(43) }))).toBe('undo_over');
  mustBeDone(await hall.client.bench.undo({ event }), 'undoing the move');
  expect(await hall.drive(subject)).toMatchObject({ place: 'Bench 1' });

  mustBeDone(await hall.client.custody.offer({ subject, to: await hall.idOf('custodian') }), 'offering');
  // By the card, which means the last act.
  expect(await hall.client.bench.scan({ text: 'CU-C-UNDO', source: 'wedge' })).toMatchObject({ verdict: 'command_done' });
  await hall.drive(subject, ({ state }) => state === 'in_custody');

  mustBeDone(await hall.client.custody.redirect({ subject, destination: 'reuse' }), 'changing where it goes');
  mustBeDone(await hall.client.bench.undo({ event: (await offered('custody.destination')).event }), 'undoing that');
  expect((await hall.drive(subject)).record.destination).toBe('maker');
  // Both the act and what took it back stand in the record.
  expect(custodyFacts()).toEqual([
    'custody.claimed',
    'custody.moved',
    'custody.moved',
    'custody.offered',
    'custody.withdrawn',
    'custody.destination',
    'custody.destination',
  ]);
});

test('what was put into a container comes out again', async () => {
  const made = mustBeDone(await hall.client.containers.make({ kind: 'bin', name: 'BIN-1' }), 'making a bin');
  const container = made.subject ?? '';
  mustBeDone(await hall.client.containers.place({ container, item: subject }), 'placing');
  mustBeDone(await hall.client.bench.undo({ event: (await offered('item.placed')).event }), 'undoing that');
  expect(await hall.client.containers.look({ container })).toMatchObject({ items: [] });
});

test('only the last act, only by who did it, only while it is fresh', async () => {
  mustBeDone(await hall.client.custody.move({ subject, place: 'Shelf 5' }), 'moving');
  const [person] = hall.assembled.store.people.all();
  const [stranger] = hall.assembled.store.people.all().slice(1);
  if (person === undefined || stranger === undefined) throw new Error('nobody is enrolled');
  const { store } = hall.assembled;
  const at = Date.parse(store.shelf.newest(1)[0]?.fact.wall ?? '');
  const parts = (laterMs: number) => ({ store, clock: { wallMs: () => at + laterMs, monoMs: () => 0, bootId: 'b' } });
  expect(undoable(parts(undoMs - 1), person)).toMatchObject({ counter: { type: 'custody.moved', body: { place: 'Bench 1' } } });
  expect(undoable(parts(undoMs), person)).toBeUndefined();
  // A clock that went back says nothing of how fresh it is.
  expect(undoable(parts(-1), person)).toBeUndefined();
  expect(undoable(parts(0), stranger)).toBeUndefined();
  const { event } = await offered('custody.moved');
  mustBeDone(await hall.client.holds.place({ subject, ground: 'litigation' }), 'a hold');
  expect(whyNot(await hall.client.bench.undo({ event }))).toBe('undo_over');
});
