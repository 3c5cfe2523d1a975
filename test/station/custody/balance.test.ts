import { expect, test } from 'vitest';
import * as lots from '../../../station/custody/lots.ts';
import { containerView } from '../../../station/views/container-view.ts';
import { step } from '../../domain/custody/story.ts';
import { openShop, subjectOf, told } from './containment-kit.ts';

function destructionLot() {
  const shop = openShop();
  const { parts, as } = shop;
  const drive = shop.drive('1', { destination: 'destruction', without: 7 });
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'destruction', name: 'Shredder 4' }));
  expect(told(lots.weighLot(parts, as.keeper, { lot, in_g: 600, out_g: 600 }))).toBe('not_in_this_state empty');
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: drive }))).toBe('done');
  shop.live(drive, [{ ...step.destroy(as.keeper.actor.id), body: { technique: 'disintegrate', lot } }]);
  const balance = () => {
    const view = containerView(parts, lot, 'lot');
    return 'balance' in view ? view.balance : undefined;
  };
  return { shop, parts, as, lot, balance };
}

test('a destruction lot that came out lighter stays open until it is weighed again or somebody else lets it stand', () => {
  const { parts, as, lot, balance } = destructionLot();
  expect(balance()).toEqual({ state: 'not_weighed' });
  expect(told(lots.weighLot(parts, as.boss, { lot, in_g: 1000, out_g: 949 }))).toBe('done');
  expect(balance()).toEqual({ state: 'outside', in_g: 1000, out_g: 949 });
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toContain('mass_outside');
  const excuse = { lot, ground: 'parts_taken_out', note: 'the frames were kept' } as const;
  expect(told(lots.excuseWeight(parts, as.keeper, excuse))).toBe('role_missing');
  expect(told(lots.excuseWeight(parts, as.boss, excuse))).toBe('same_person');
  expect(told(lots.weighLot(parts, as.keeper, { lot, in_g: 1000, out_g: 949 }))).toBe('done');
  expect(told(lots.excuseWeight(parts, as.boss, excuse))).toBe('done');
  expect(balance()).toMatchObject({ state: 'excused' });
  // A new weighing is a new question.
  expect(told(lots.weighLot(parts, as.keeper, { lot, in_g: 1000, out_g: 1051 }))).toBe('done');
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toContain('mass_outside');
  expect(told(lots.weighLot(parts, as.keeper, { lot, in_g: 1000, out_g: 950 }))).toBe('done');
  expect(balance()).toMatchObject({ state: 'within' });
  expect(told(lots.excuseWeight(parts, as.boss, excuse))).toBe('illegal_move nothing_to_excuse');
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe('done');
});

test('a lot that was not weighed closes and is shown as not weighed; only destruction lots are weighed', () => {
  const { parts, as, lot, balance, shop } = destructionLot();
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe('done');
  expect(balance()).toEqual({ state: 'not_weighed' });
  const rma = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 5' }));
  expect(told(lots.addToLot(parts, as.keeper, { lot: rma, item: shop.drive('2') }))).toBe('done');
  expect(told(lots.weighLot(parts, as.keeper, { lot: rma, in_g: 1, out_g: 1 }))).toBe('illegal_move no_destruction_lot');
  expect(containerView(parts, rma, 'lot')).not.toHaveProperty('balance');
});
