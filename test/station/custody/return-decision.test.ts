import { expect, test } from 'vitest';
import { type DriveLife, evolve } from '../../../domain/custody/life.ts';
import { waysOut } from '../../../domain/custody/ways-out.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { learnPolicy, policyPieces } from '../../../domain/policy/policies.ts';
import { policy, policyRefOf } from '../../../domain/policy/policy.ts';
import { decideReturn, mayDecide, type ReturnTerms } from '../../../domain/returns/decide.ts';
import * as returns from '../../../station/custody/lot-return.ts';
import * as lots from '../../../station/custody/lots.ts';
import { adviseReturn, returnPart, signReturnDecision } from '../../../station/custody/return-decision.ts';
import { step } from '../../domain/custody/story.ts';
import { openShop, subjectOf, told } from './containment-kit.ts';

const price = { minor: 18_000, currency: 'EUR' };
const priced: ReturnTerms = { keep: { offered: 'priced', price }, never_back: ['confidential'] };

function advised(life: DriveLife, terms: ReturnTerms): string {
  const advice = decideReturn(life, terms);
  return `${advice.kind === 'open' ? 'open' : advice.decision}: ${advice.reasons.join(' ')}`;
}

test('terms, data and erase decide: back when proven, kept where its data never goes back, shredded when neither will do', () => {
  const shop = openShop();
  const proven = shop.life(shop.drive('1'));
  const unproven = shop.life(shop.drive('2', { without: 4 }));
  const condemned: DriveLife = { ...unproven, must_be_destroyed: true };
  expect(advised(proven, {})).toBe('return: proven');
  expect(advised(unproven, {})).toBe('open: not_proven');
  expect(advised(proven, priced)).toBe('keep: data_never_back proven keep_priced');
  expect(advised(unproven, priced)).toBe('shred: data_never_back not_proven keep_priced');
  expect(advised(condemned, { keep: { offered: 'no' } })).toBe('shred: condemned keep_not_offered');
  expect(advised(condemned, {})).toBe('shred: condemned keep_unknown');
  // Other data may go back; unknown data counts as each class.
  expect(advised(proven, { never_back: ['restricted'] })).toBe('return: proven');
  const record = proven.record;
  if (record === undefined) throw new Error('no record');
  expect(advised({ ...proven, record: { ...record, data_class: 'unknown' } }, { never_back: ['restricted'] })).toContain('keep:');
});

test('a person may decide stricter than the terms and never looser; nothing goes back before it is proven', () => {
  const keep = { kind: 'decided', decision: 'keep', reasons: [] } as const;
  expect((['return', 'keep', 'shred'] as const).map((each) => mayDecide(keep, each))).toEqual([false, true, true]);
  expect(mayDecide({ kind: 'open', reasons: [] }, 'return')).toBe(false);
  expect(mayDecide({ kind: 'open', reasons: [] }, 'shred')).toBe(true);
});

/** A station whose policy has the terms of maker A. */
function underTerms() {
  const shop = openShop();
  const own = policy.parse({
    ...nist80088r2,
    id: 'house-returns',
    returns: [{ maker: 'maker-a', title: 'Maker A', ...priced, source: 'contract' }],
  });
  learnPolicy(policyRefOf(own), policyPieces(own) ?? []);
  shop.station.recorder.record([{ type: 'policy.adopted', actor: shop.as.boss.actor.id, body: policyRefOf(own) }]);
  return shop;
}

test('the decision is signed with its terms, bars the way to the maker and no other, and ends with the round', () => {
  const shop = underTerms();
  const { parts, as } = shop;
  const drive = shop.drive('1');
  const ask = { subject: drive, maker: 'maker-a' };
  expect(adviseReturn(parts, ask)).toMatchObject({ decision: 'keep', may: ['keep', 'shred'], price });
  expect(told(signReturnDecision(parts, as.tech, { ...ask, decision: 'keep' }))).toBe('role_missing');
  expect(told(signReturnDecision(parts, as.keeper, { ...ask, decision: 'return' }))).toBe('kept_back keep');
  expect(told(signReturnDecision(parts, as.keeper, { ...ask, decision: 'shred', note: 'wanted so' }))).toBe('done');
  const life = shop.life(drive);
  expect(life.return_decision).toMatchObject({ decision: 'shred', reasons: ['data_never_back', 'proven', 'keep_priced', 'chosen'] });
  expect(returnPart(life, 0)).toMatchObject({ back: { decision: 'shred', maker: 'Maker A', price } });
  const ways = waysOut(life, shop.station.clock.wall);
  expect(ways.find(({ way }) => way === 'maker')).toMatchObject({ open: false, why: 'kept_back', detail: 'shred' });
  expect(ways.find(({ way }) => way === 'destroy')).toMatchObject({ open: true });
  expect(told(signReturnDecision(parts, as.keeper, { ...ask, decision: 'keep' }))).toBe('done');
  // It came back from reuse: a new round, and nothing is decided of it.
  const claimed = parts.store.shelf.storyOf(drive).find(({ fact }) => fact.type === 'custody.claimed')?.fact;
  if (claimed === undefined) throw new Error('never claimed');
  const { holder: _holder, ...away } = shop.life(drive);
  const back = evolve(
    { ...away, released: { way: 'reuse', mark: { hash: 'r', wall: '' } } },
    { ...claimed, hash: 'x', deps: away.head === undefined ? [] : [away.head] },
  );
  expect(back).toMatchObject({ rounds: 2 });
  expect(back).not.toHaveProperty('return_decision');
});

test('a return lot refuses a drive that is kept, whether people decided it or its maker’s terms do, at joining and at closing', () => {
  const shop = underTerms();
  const { parts, as } = shop;
  const [one, two] = [shop.drive('1'), shop.drive('2')];
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 9' }));
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: one }))).toBe('done');
  // Named only now: what is in it already is held against its terms at the closing.
  expect(told(returns.ruleLot(parts, as.keeper, { lot, maker: 'maker-a' }))).toBe('done');
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: two }))).toBe('kept_back keep');
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe(`kept_back ${one}`);
  expect(shop.life(one).released).toBeUndefined();
  const open = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 10' }));
  expect(told(signReturnDecision(parts, as.keeper, { subject: two, maker: 'maker-a', decision: 'shred' }))).toBe('done');
  expect(told(lots.addToLot(parts, as.keeper, { lot: open, item: two }))).toBe('kept_back shred');
});

test('a drive that joins the lot of a maker with terms is decided along with it, and the joining can still be undone', () => {
  const shop = underTerms();
  const { parts, as } = shop;
  const drive = `d1_${'4'.repeat(32)}`;
  const proof = [step.clear(), step.start(), step.mark(), step.finish(), step.verify(), step.validate(), step.certify(1)];
  const claim = step.claim('maker');
  shop.live(drive, [{ ...claim, body: { ...claim.body, data_class: 'internal' } }, step.seen(), ...proof, step.offer(), step.receive()]);
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 11' }));
  expect(told(returns.ruleLot(parts, as.keeper, { lot, maker: 'maker-a' }))).toBe('done');
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: drive }))).toBe('done');
  expect(shop.life(drive).return_decision).toMatchObject({ decision: 'return', reasons: ['proven'], terms: { maker: 'maker-a' } });
  expect(parts.store.shelf.newest(1)[0]?.fact.type).toBe('lot.item_added');
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe('done');
});
