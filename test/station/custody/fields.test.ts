import { expect, test } from 'vitest';
import { waysOut } from '../../../domain/custody/ways-out.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { learnPolicy, policyPieces } from '../../../domain/policy/policies.ts';
import { policy, policyRefOf } from '../../../domain/policy/policy.ts';
import { wayFilled } from '../../../station/custody/field-gate.ts';
import { fieldLines, fillIn } from '../../../station/custody/fields.ts';
import * as lots from '../../../station/custody/lots.ts';
import { containerView } from '../../../station/views/container-view.ts';
import { step } from '../../domain/custody/story.ts';
import { openShop, type Shop, subjectOf, told } from './containment-kit.ts';

const everyone = ['public', 'internal', 'confidential', 'restricted'];
const own = policy.parse({
  ...nist80088r2,
  id: 'house-fields',
  fields: [
    { id: 'heads', label: 'Heads parked', kind: 'yes_no', step: 'sanitize', data_class: everyone, required: true },
    { id: 'asset', label: 'Asset tag', kind: 'text', step: 'leave', data_class: everyone, required: true },
    { id: 'hours', label: 'Hours', kind: 'number', unit: 'h', step: 'leave', data_class: everyone, required: false },
  ],
});

function underFields(): Shop {
  const shop = openShop();
  learnPolicy(policyRefOf(own), policyPieces(own) ?? []);
  shop.station.recorder.record([{ type: 'policy.adopted', actor: shop.as.boss.actor.id, body: policyRefOf(own) }]);
  return shop;
}

const clear = step.clear();
const clearedByOwn = { ...clear, body: { ...clear.body, policy: policyRefOf(own) } };

test('a drive is not cleared before its fields are filled in, by whatever way the clearance comes', () => {
  const shop = underFields();
  const subject = `d1_${'1'.repeat(32)}`;
  shop.live(subject, [step.claim('maker'), step.seen()]);
  expect(() => shop.live(subject, [clearedByOwn])).toThrow('erase.cleared was refused');
  expect(told(fillIn(shop.parts, shop.as.tech, { subject, values: [{ field: 'heads', value: 'perhaps' }] }))).toBe(
    'field_not_taken Heads parked',
  );
  expect(told(fillIn(shop.parts, shop.as.tech, { subject, values: [{ field: 'colour', value: 'red' }] }))).toBe('field_not_taken colour');
  expect(told(fillIn(shop.parts, shop.as.tech, { subject, values: [{ field: 'heads', value: 'yes' }] }))).toBe('done');
  shop.live(subject, [clearedByOwn]);
  expect(shop.life(subject).jobs).toHaveLength(1);
});

test('nothing leaves and nothing is destroyed while a field is missing, in a lot as alone; texts are sealed, and the newest value counts', () => {
  const shop = underFields();
  const { parts, as } = shop;
  const subject = shop.drive('1');
  const open = () => waysOut(shop.life(subject), shop.station.clock.wall).map((way) => wayFilled(parts, shop.life(subject), way));
  const lacking = { open: false, why: 'fields_missing', detail: 'Heads parked, Asset tag' };
  expect(open().filter((way) => !way.open && way.why === 'fields_missing')).toEqual([
    { way: 'maker', ...lacking },
    { way: 'destroy', ...lacking },
  ]);
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 1' }));
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: subject }))).toBe('done');
  // Its page says so before anybody tries.
  expect(containerView(parts, lot, 'lot')).toMatchObject({
    unproven: [{ item: subject, why: 'fields_missing', detail: 'Heads parked, Asset tag' }],
  });
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toMatch(/^fields_missing .+: Heads parked, Asset tag$/);
  const values = [
    { field: 'heads', value: 'no' },
    { field: 'asset', value: ' A-17 ' },
    { field: 'hours', value: '0041,50' },
  ];
  expect(told(fillIn(parts, as.keeper, { subject, values }))).toBe('done');
  expect(told(fillIn(parts, as.keeper, { subject, values: [{ field: 'heads', value: 'yes' }] }))).toBe('done');
  const story = parts.store.shelf.storyOf(subject);
  const first = story.find(({ fact }) => fact.type === 'fields.recorded');
  expect(JSON.stringify(first?.fact.body)).not.toContain('A-17');
  expect(fieldLines(parts, shop.life(subject), story)).toMatchObject({
    fields: [
      { id: 'heads', value: 'yes', missing: false },
      { id: 'asset', value: 'A-17', missing: false },
      { id: 'hours', value: '41.5', unit: 'h', missing: false },
    ],
  });
  // Its text was erased: that it was filled in stands, and the drive may go.
  expect(fieldLines(parts, shop.life(subject), []).fields?.[1]).not.toHaveProperty('value');
  expect(open().find(({ way }) => way === 'maker')).toMatchObject({ open: true });
  expect(containerView(parts, lot, 'lot')).toMatchObject({ unproven: [{ why: 'items_unproven', detail: 'not_released' }] });
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe('done');
});
