import { expect, test } from 'vitest';
import { foldContainer } from '../../../domain/containers/life.ts';
import * as returns from '../../../station/custody/lot-return.ts';
import * as lots from '../../../station/custody/lots.ts';
import { containerView } from '../../../station/views/container-view.ts';
import { openShop, subjectOf, told } from './containment-kit.ts';

const dayMs = 86_400_000;

function returnLot(maker: string, digits: readonly string[]) {
  const shop = openShop();
  const { parts, as } = shop;
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 7' }));
  const drives = digits.map((digit) => shop.drive(digit));
  for (const item of drives) expect(told(lots.addToLot(parts, as.keeper, { lot, item }))).toBe('done');
  expect(told(returns.packLot(parts, as.keeper, { lot, boxes: 1, fullest: 1, done: [] }))).toBe('maker_rule no_maker');
  expect(told(returns.ruleLot(parts, as.keeper, { lot, maker }))).toBe('done');
  const back = () => {
    const view = containerView(parts, lot, 'lot');
    return 'back' in view ? view.back : undefined;
  };
  const close = () => told(lots.closeLot(parts, as.keeper, { lot }));
  return { shop, parts, as, lot, drives, back, close };
}

test('a lot closes only with the number, the boxes and the steps that its maker asks for', () => {
  const { shop, parts, as, lot, back, close } = returnLot('seagate', ['1', '2']);
  expect(back()?.lacks).toEqual(['rma_number', 'not_packed']);
  expect(close()).toBe('maker_rule rma_number');
  expect(told(returns.giveRmaNumber(parts, as.keeper, { lot, number: '150314370' }))).toBe('done');
  expect(close()).toBe('maker_rule not_packed');
  const done = ['esd_bag', 'as_told', 'number_outside'] as const;
  expect(told(returns.packLot(parts, as.tech, { lot, boxes: 3, fullest: 1, done }))).toBe('content_differs boxes');
  expect(told(returns.packLot(parts, as.tech, { lot, boxes: 1, fullest: 2, done }))).toBe('done');
  expect(close()).toBe('maker_rule box_too_full');
  expect(told(returns.packLot(parts, as.tech, { lot, boxes: 2, fullest: 1, done: ['as_told', 'number_outside'] }))).toBe('done');
  expect(close()).toBe('maker_rule esd_bag');
  expect(told(returns.packLot(parts, as.tech, { lot, boxes: 2, fullest: 1, done }))).toBe('done');
  expect(back()?.lacks).toEqual([]);
  // One drive more: what was signed for is not what lies in the boxes.
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: shop.drive('3') }))).toBe('done');
  expect(close()).toBe('maker_rule not_packed');
  expect(told(returns.packLot(parts, as.tech, { lot, boxes: 3, fullest: 1, done }))).toBe('done');
  expect(close()).toBe('done');
  const closed = parts.store.shelf.storyOf(lot).find(({ fact }) => fact.type === 'lot.closed');
  expect(closed?.opened.find(({ field }) => field === 'reference')?.value).toBe('150314370');
  // The number is sealed: nothing of it stands in the facts themselves.
  expect(JSON.stringify(parts.store.shelf.storyOf(lot).map(({ fact }) => fact))).not.toContain('150314370');
});

test('a closing that lacks what the rule asks is a breach wherever it comes from, and the lot stays open', () => {
  const { parts, as, lot } = returnLot('seagate', ['1']);
  const facts = parts.store.shelf.storyOf(lot).map(({ fact }) => fact);
  const { items, content } = { items: 1, content: (containerView(parts, lot, 'lot') as { content: string }).content };
  const last = facts.at(-1);
  if (last === undefined) throw new Error('the lot has no facts');
  const life = foldContainer([...facts, { ...last, hash: 'h', type: 'lot.closed', body: { items, content }, actor: as.keeper.actor.id }]);
  expect(life?.closed).toBeUndefined();
  expect(life?.breaches).toMatchObject([{ type: 'lot.closed', why: 'maker_rule', detail: 'rma_number' }]);
});

test('ten business days from the swap: the clock runs on each drive, and late ones go only when a supervisor says why', () => {
  const { shop, parts, as, lot, drives, back, close } = returnLot('symantec', ['1', '2']);
  const { clock } = shop.station;
  expect(back()?.windows.map(({ left }) => left.left)).toEqual([10, 10]);
  clock.wall += 21 * dayMs;
  shop.station.store.pull.take({ entries: [], readMs: clock.wall });
  expect(back()?.windows.every(({ left, allowed }) => left.over && !allowed)).toBe(true);
  expect(close()).toBe(`return_late ${drives[0]}`);
  const late = { lot, ground: 'fee_accepted', note: 'agreed by letter' } as const;
  for (const item of drives) {
    expect(told(returns.allowLate(parts, as.keeper, { ...late, item }))).toBe('role_missing');
    expect(told(returns.allowLate(parts, as.boss, { ...late, item }))).toBe('done');
  }
  expect(told(returns.allowLate(parts, as.boss, { ...late, item: drives[0] ?? '' }))).toBe('illegal_move already_excused');
  expect(close()).toBe('done');
});

test('a number is good for so long from the day that it was given', () => {
  const { shop, parts, as, lot, back, close } = returnLot('g-technology', ['1']);
  const { clock } = shop.station;
  const give = (issued?: number) =>
    told(returns.giveRmaNumber(parts, as.keeper, { lot, number: 'G7', ...(issued === undefined ? {} : { issued_ms: issued }) }));
  expect(told(returns.packLot(parts, as.keeper, { lot, boxes: 1, fullest: 1, done: ['as_told', 'marks'] }))).toBe('done');
  expect(give()).toBe('done');
  expect(close()).toBe('maker_rule rma_day');
  expect(give(clock.wall + dayMs)).toBe('maker_rule rma_day');
  expect(give(clock.wall - 31 * dayMs)).toBe('done');
  expect(close()).toBe('maker_rule rma_number_over');
  expect(give(clock.wall - 30 * dayMs)).toBe('done');
  expect(back()?.window).toMatchObject({ left: 0, of: 30, over: false });
  expect(close()).toBe('done');
});

test('only return lots have a maker; one of which nothing is known closes as before', () => {
  const { shop, parts, as, close } = returnLot('hpe', ['1']);
  expect(close()).toBe('done');
  const vendor = subjectOf(lots.openLot(parts, as.keeper, { kind: 'vendor', name: 'Load 1' }));
  expect(told(returns.ruleLot(parts, as.keeper, { lot: vendor, maker: 'hpe' }))).toBe('illegal_move no_return_lot');
  expect(told(returns.ruleLot(parts, as.keeper, { lot: vendor, maker: 'nobody' }))).toBe('maker_rule maker_unknown');
  expect(shop.parts).toBe(parts);
});
