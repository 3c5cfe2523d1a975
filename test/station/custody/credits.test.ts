import { expect, test } from 'vitest';
import { expectCredit, creditLines, receiveCredit, refuseCredit } from '../../../station/custody/credits.ts';
import * as lots from '../../../station/custody/lots.ts';
import { openShop, subjectOf, told } from './containment-kit.ts';

test('a credit is expected once, comes in parts of its own currency, and goes on after the drive has left', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const subject = shop.drive('1');
  const ask = { subject, maker: 'symantec', amount: '1,250.00', currency: 'EUR' };
  expect(told(expectCredit(parts, as.tech, ask))).toBe('role_missing');
  expect(told(expectCredit(parts, as.keeper, { ...ask, amount: '1.250' }))).toBe('credit_rule ambiguous');
  expect(told(expectCredit(parts, as.keeper, { ...ask, amount: '0' }))).toBe('credit_rule nothing');
  expect(told(expectCredit(parts, as.keeper, ask))).toBe('done');
  expect(told(expectCredit(parts, as.keeper, ask))).toBe('credit_rule open');
  const [credit] = shop.life(subject).credits ?? [];
  if (credit === undefined) throw new Error('no credit');
  // Ten business days from the claim, by the rule of this maker.
  expect(credit.until_ms).toBeGreaterThan(shop.station.clock.wall);
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 3' }));
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: subject }))).toBe('done');
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe('done');
  const come = { subject, expected: credit.expected, currency: 'EUR' };
  expect(told(receiveCredit(parts, as.keeper, { ...come, amount: '10', currency: 'USD' }))).toBe('credit_rule other_currency');
  expect(told(receiveCredit(parts, as.keeper, { ...come, expected: 'A'.repeat(43), amount: '10' }))).toBe('credit_rule unknown');
  expect(told(receiveCredit(parts, as.keeper, { ...come, amount: '1000.5' }))).toBe('done');
  expect(creditLines(shop.life(subject)).credits).toMatchObject([{ received_minor: 100_050, settled: false }]);
  expect(told(refuseCredit(parts, as.keeper, { subject, expected: credit.expected, why: 'damaged' }))).toBe('done');
  expect(told(receiveCredit(parts, as.keeper, { ...come, amount: '1' }))).toBe('credit_rule settled');
  expect(shop.life(subject)).toMatchObject({ zombie: false, breach_count: 0, credits: [{ refused: 'damaged', received_minor: 100_050 }] });
});
