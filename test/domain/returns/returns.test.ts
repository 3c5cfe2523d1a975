import { expect, test } from 'vitest';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { policy, policyHash } from '../../../domain/policy/policy.ts';
import { policySentences } from '../../../domain/policy/sentences.ts';
import { fitsForm, makerRule } from '../../../domain/returns/maker-rule.ts';
import { makerRules, shippedRules } from '../../../domain/returns/makers.ts';
import { moneyText, readAmount, sumByCurrency } from '../../../domain/returns/money.ts';
import { windowLeft } from '../../../domain/returns/window.ts';

const at = (day: string): number => Date.parse(day);
const tenDays = { days: 10, count: 'business', from: 'swap' } as const;
const read = (text: string, currency?: string): string => {
  const found = readAmount(text, currency);
  return found.kind === 'money' ? moneyText(found.money) : found.why;
};

test('ten business days from a Monday end with the second Monday after, and weekends take nothing', () => {
  // 2 November 2026 is a Monday.
  const start = at('2026-11-02T15:00:00Z');
  expect(windowLeft(tenDays, start, start)).toMatchObject({ left: 10, over: false, until_ms: at('2026-11-17T00:00:00Z') });
  expect(windowLeft(tenDays, start, at('2026-11-06T23:59:59Z'))).toMatchObject({ left: 6 });
  expect(windowLeft(tenDays, start, at('2026-11-08T12:00:00Z'))).toMatchObject({ left: 6 });
  expect(windowLeft(tenDays, start, at('2026-11-16T23:59:59Z'))).toMatchObject({ left: 0, over: false });
  expect(windowLeft(tenDays, start, at('2026-11-17T00:00:00Z'))).toMatchObject({ left: -1, over: true });
  expect(windowLeft(tenDays, start, at('2026-11-23T00:00:00Z'))).toMatchObject({ left: -5, over: true });
});

test('days on which the maker is closed are none, and calendar days are counted as they come', () => {
  const start = at('2026-12-24T08:00:00Z');
  const closed = { ...tenDays, days: 1, closed: ['2026-12-25'] };
  expect(windowLeft(closed, start, start).until_ms).toBe(at('2026-12-29T00:00:00Z'));
  expect(windowLeft({ days: 30, count: 'calendar', from: 'rma' }, start, at('2027-01-23T23:00:00Z'))).toMatchObject({
    left: 0,
    over: false,
  });
});

test('every shipped rule is one by its schema and by the ledger; what is filled in names where it is from', () => {
  for (const rule of shippedRules) {
    expect(makerRule.parse(rule)).toEqual(rule);
    canonicalText(rule);
    const isEmpty = Object.keys(rule).every((name) => ['maker', 'title', 'source'].includes(name));
    expect(rule.source === '', rule.maker).toBe(isEmpty);
  }
  expect(new Set(shippedRules.map(({ maker }) => maker)).size).toBe(shippedRules.length);
});

test('a rule of the policy stands in the place of the shipped one, and changes the hash of its text; without any the hash stays', () => {
  const own = {
    maker: 'seagate',
    title: 'Seagate, our contract',
    source: 'contract 7',
    window: tenDays,
    keep: { offered: 'priced', price: { minor: 500, currency: 'EUR' } },
    never_back: ['restricted'],
  };
  const ours = policy.parse({ ...nist80088r2, returns: [own] });
  expect(makerRules(ours).filter(({ maker }) => maker === 'seagate')).toEqual([own]);
  expect(makerRules(ours)).toHaveLength(shippedRules.length);
  expect(policyHash(ours)).not.toBe(policyHash(nist80088r2));
  expect(policyHash(policy.parse(nist80088r2))).toBe(policyHash(nist80088r2));
  expect(policySentences(ours).join(' ')).toContain(
    "Seagate, our contract go by this policy's own rule, from contract 7. They come back within 10 business days. Drives may be kept for EUR 5.00. Drives with restricted data never go back",
  );
});

test('a number has the form of its maker or has not; without a form nobody knows', () => {
  const rule = { rma_number: { asked: true, form: 'R-@##?' } };
  expect(fitsForm(rule, ' r-a12Z ')).toBe(true);
  expect(fitsForm(rule, 'R-1123')).toBe(false);
  expect(fitsForm(rule, 'R-A12')).toBe(false);
  expect(fitsForm({}, 'anything')).toBeUndefined();
});

test('amounts are read as they are written, and refused when they could mean two things', () => {
  expect(read('1,234.56', 'EUR')).toBe('EUR 1234.56');
  expect(read('1.234,5 €')).toBe('EUR 1234.50');
  expect(read('EUR 12')).toBe('EUR 12.00');
  expect(read('$ 99.90', 'USD')).toBe('USD 99.90');
  expect(read('12000', 'JPY')).toBe('JPY 12000');
  expect(read('1 234,50', 'CHF')).toBe('CHF 1234.50');
  expect(read('0.5', 'KWD')).toBe('KWD 0.500');
  expect(read('1,234,567', 'USD')).toBe('USD 1234567.00');
  expect(read('1.234', 'EUR')).toBe('ambiguous');
  expect(read('12.50')).toBe('no_currency');
  expect(read('$12.50')).toBe('no_currency');
  expect(read('USD 5', 'EUR')).toBe('two_currencies');
  expect(read('12.345678', 'EUR')).toBe('too_many_decimals');
  expect(read('12.5', 'JPY')).toBe('too_many_decimals');
  expect(read('-3', 'EUR')).toBe('negative');
  expect(read('free', 'EUR')).toBe('no_amount');
  expect(read('9999999999999', 'EUR')).toBe('too_large');
});

test('amounts of two currencies are never added', () => {
  const eur = (minor: number) => ({ minor, currency: 'EUR' });
  expect(sumByCurrency([eur(1250), { minor: 5, currency: 'CHF' }, eur(50)])).toEqual([{ minor: 5, currency: 'CHF' }, eur(1300)]);
});
