import { expect, test } from 'vitest';
import * as containers from '../../../station/custody/containers.ts';
import * as lots from '../../../station/custody/lots.ts';
import * as holds from '../../../station/custody/holds.ts';
import * as custody from '../../../station/custody/commands.ts';
import { containerLines, containerView, dueLines } from '../../../station/views/container-view.ts';
import { contentHash } from '../../../domain/containers/content.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { learnPolicy, policyPieces } from '../../../domain/policy/policies.ts';
import { policy, policyRefOf } from '../../../domain/policy/policy.ts';
import { step } from '../../domain/custody/story.ts';
import { pullTo } from '../../domain/custody/walk/surfaces.ts';
import { openShop, type Shop, subjectOf, told } from './containment-kit.ts';

const box = ({ parts, as }: Shop, name = 'Box 1'): string => subjectOf(containers.makeContainer(parts, as.keeper, { kind: 'box', name }));

test('a box is sealed over what is in it, and nothing goes in or out behind the seal', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const [one, two] = [shop.drive('1'), shop.drive('2')];
  const [container, another] = [box(shop), box(shop, 'Box 2')];
  const place = (into: string, item: string, hands = as.keeper) => told(containers.placeItem(parts, hands, { container: into, item }));
  const seal = (of: string, number: string) => told(containers.sealContainer(parts, as.keeper, { container: of, seal: number }));
  expect(place(container, one, as.tech)).toBe('not_the_holder');
  expect(seal(container, 'S-1')).toBe('not_in_this_state empty');
  expect([place(container, one), place(container, one), place(another, one)]).toEqual([
    'done',
    'illegal_move already_in',
    'item_elsewhere',
  ]);
  expect(seal(container, 'S-1')).toBe('done');
  expect(place(container, two)).toBe('not_in_this_state sealed');
  expect(told(containers.removeItem(parts, as.keeper, { container, item: one }))).toBe('not_in_this_state sealed');
  // Sealed, it may lie in another one, where nobody opens it.
  expect([place(another, two), place(another, container), seal(another, 'S-2')]).toEqual(['done', 'done', 'done']);
  const open = (seal_: string, items: readonly string[], of = container, intact = true) =>
    told(containers.openContainer(parts, as.keeper, { container: of, seal: seal_, intact, items }));
  expect(open('S-1', [one])).toBe('not_in_this_state in_another_container');
  expect(open('S-9', [two, container], another)).toBe('illegal_move other_seal');
  expect(open('S-2', [two, container], another)).toBe('done');
  expect(containerView(parts, another, 'container')).toMatchObject({ state: 'open', cases: [], items: [container, two] });
  expect(seal(another, 'S-2')).toBe('illegal_move seal_used');
  expect(holds.standingView(parts, two)).toMatchObject({ container: another, neighbours: [] });
  const before = shop.station.store.containers.life(another);
  shop.station.store.rebuild();
  expect(shop.station.store.containers.life(another)).toEqual(before);
  expect(shop.station.store.containers.inside(two)).toEqual({ container: another, lot: undefined });
});

test('a recount that differs opens a case and keeps the box open until two people count the same', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const [one, two] = [shop.drive('1'), shop.drive('2')];
  const container = box(shop);
  for (const item of [one, two]) containers.placeItem(parts, as.keeper, { container, item });
  containers.sealContainer(parts, as.keeper, { container, seal: 'S-1' });
  expect(told(containers.openContainer(parts, as.keeper, { container, seal: 'S-1', intact: true, items: [one] }))).toBe('done');
  expect(containerView(parts, container, 'container')).toMatchObject({
    gap: 'content_differs',
    cases: [{ kind: 'content_differs' }],
  });
  expect(told(containers.sealContainer(parts, as.keeper, { container, seal: 'S-2' }))).toBe('not_in_this_state gap_open');
  const close = (first: readonly string[], second: readonly string[], witness = as.judge) =>
    told(containers.closeCount(parts, { ...as.keeper, witness: witness.actor }, { container, first, second }));
  expect(close([one], [one])).toBe('not_in_this_state not_being_counted');
  expect(told(containers.startCount(parts, as.keeper, { container }))).toBe('done');
  expect(close([one, two], [one])).toBe('content_differs counters_differ');
  expect(close([one], [one], as.keeper)).toBe('same_person');
  expect(close([one], [one])).toBe('done');
  // Both agree, and the record does not: the drive is missed from now on.
  expect(shop.life(two).cases).toMatchObject([{ kind: 'missing' }]);
  expect(containerView(parts, container, 'container')).toMatchObject({ gap: 'count_gap', items: [one, two] });
  containers.startCount(parts, as.keeper, { container });
  expect(close([two, one], [one, two])).toBe('done');
  expect(told(containers.sealContainer(parts, as.keeper, { container, seal: 'S-2' }))).toBe('done');
  expect(told(containers.releaseContainer(parts, as.keeper, { container, way: 'maker' }))).toMatch(/^items_unproven d1_1+ not_released$/);
});

test('a lot lets all of its drives go in one step on proof or exception, or none of them', () => {
  const shop = openShop();
  const { parts, as, station } = shop;
  const [proven, half, kept] = [shop.drive('1'), shop.drive('2', { without: 1 }), shop.drive('3', { destination: 'reuse' })];
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 7', consignee: 'the maker' }));
  const add = (item: string) => told(lots.addToLot(parts, as.keeper, { lot, item }));
  expect([add(proven), add(half), add(kept)]).toEqual(['done', 'done', 'illegal_move way_is_not_destination']);
  const written = station.store.shelf.count();
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe(`items_unproven ${half} not_certified`);
  expect(station.store.shelf.count()).toBe(written);
  expect(containerView(parts, lot, 'lot')).toMatchObject({ state: 'open', unproven: [{ item: proven }, { item: half }] });
  holds.grantException(parts, as.boss, {
    subject: half,
    rule: 'not_certified',
    way: 'maker',
    ground: 'maker_requires',
    until_ms: station.clock.wall + 1000,
    note: 'return window',
  });
  holds.placeHold(parts, as.keeper, { subject: proven, ground: 'other' });
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe(`items_unproven ${proven} on_hold`);
  const hold = shop.life(proven).holds?.[0]?.hold ?? '';
  holds.liftHold(parts, { ...as.boss, witness: as.judge.actor }, { subject: proven, hold, note: 'over' });
  expect(told(lots.closeLot(parts, as.keeper, { lot, vehicle: 'V 12' }))).toBe('done');
  expect(containerView(parts, lot, 'lot')).toMatchObject({ state: 'closed', unproven: [] });
  expect([proven, half].map((each) => shop.life(each).released)).toMatchObject([
    { lot, certificate: expect.stringMatching(/^cert_/) },
    { lot, exception: expect.any(String) },
  ]);
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe('not_in_this_state closed');
});

test('a destruction lot is closed when each of its drives was destroyed in it, before a witness', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const drive = shop.drive('1', { destination: 'destruction', without: 7 });
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'destruction', name: 'Shredder 4' }));
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: drive }))).toBe('done');
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe(`items_unproven ${drive} not_released`);
  shop.live(drive, [{ ...step.destroy(as.keeper.actor.id), body: { technique: 'disintegrate', lot } }]);
  expect(told(lots.closeLot(parts, as.keeper, { lot }))).toBe('done');
  expect(told(custody.moveTo(parts, as.keeper, { subject: drive, place: 'bin' }))).toBe('already_ended');
});

test('a lot that was closed elsewhere against the rules is kept and shown as what it is', () => {
  const shop = openShop();
  const { parts, as, station } = shop;
  const item = shop.drive('1', { without: 1 });
  const lot = `c1_${'e'.repeat(32)}`;
  const elsewhere = pullTo(station.store);
  const tell = (type: 'lot.opened' | 'lot.item_added' | 'lot.closed', body: Record<string, unknown>) =>
    elsewhere({ type, subject: lot, body, actor: as.keeper.actor.id }, station.clock.wall);
  tell('lot.opened', { kind: 'rma', name: 'RMA 8' });
  tell('lot.item_added', { item });
  tell('lot.closed', { items: 2, content: contentHash([]) });
  tell('lot.closed', { items: 1, content: contentHash([{ item }]) });
  expect(containerView(parts, lot, 'lot')).toMatchObject({
    state: 'closed_unproven',
    breaches: 1,
    unproven: [{ item, why: 'no_proof', detail: 'not_certified' }],
  });
});

test('a bin says what it is for, whoever may say so, and its list and page tell what is due', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const container = box(shop, 'Bin 4');
  expect(told(containers.boundContainer(parts, as.tech, { container, capacity: 2 }))).toBe('role_missing');
  expect(told(containers.boundContainer(parts, as.keeper, { container, capacity: 2, count_days: 30 }))).toBe('done');
  containers.placeItem(parts, as.keeper, { container, item: shop.drive('1') });
  expect(containerView(parts, container, 'container')).toMatchObject({ bounds: { capacity: 2, count_days: 30 }, care: { filled: 'half' } });
  const [line] = containerLines(parts, 'container', false);
  expect(line?.care?.count_due_ms).toBeGreaterThan(parts.clock.wallMs() + 29 * 86_400_000);
  expect(told(containers.boundContainer(parts, as.keeper, { container }))).toBe('done');
  expect(containerView(parts, container, 'container')).toMatchObject({ bounds: {}, care: {} });
});

test('a policy asks for counts by kind: what is due is listed by its day, and nothing that is sealed or has left', () => {
  const shop = openShop();
  const { parts, as, station } = shop;
  const [bin, cage] = (['bin', 'cage'] as const).map((kind) => subjectOf(containers.makeContainer(parts, as.keeper, { kind, name: kind })));
  if (bin === undefined || cage === undefined) throw new Error('two were made');
  const sealed = box(shop);
  containers.placeItem(parts, as.keeper, { container: sealed, item: shop.drive('1') });
  containers.sealContainer(parts, as.keeper, { container: sealed, seal: 'S-1' });
  expect(containerView(parts, bin, 'container')).not.toHaveProperty('care');
  const rules = [
    { kinds: ['bin', 'box'], days: 30 },
    { kinds: ['cage', 'box'], days: 5 },
  ];
  const counted = policy.parse({ ...nist80088r2, id: 'house-counts', counts: rules });
  learnPolicy(policyRefOf(counted), policyPieces(counted) ?? []);
  station.recorder.record([{ type: 'policy.adopted', actor: as.boss.actor.id, body: policyRefOf(counted) }]);
  const due = () => dueLines(parts).map(({ name }) => name);
  expect(due()).toEqual(['cage']);
  expect(containerView(parts, bin, 'container')).toMatchObject({ policy_count_days: 30, care: { count_due_ms: expect.any(Number) } });
  expect(containerView(parts, sealed, 'container')).toMatchObject({ policy_count_days: 5, care: {} });
  expect(told(containers.boundContainer(parts, as.keeper, { container: bin, count_days: 2 }))).toBe('done');
  expect(due()).toEqual(['bin', 'cage']);
  expect(told(containers.boundContainer(parts, as.keeper, { container: bin, count_days: 366 }))).toBe('done');
  expect(due()).toEqual(['cage']);
  station.clock.wall += 24 * 86_400_000;
  expect(due()).toEqual(['cage', 'bin']);
  expect(dueLines(parts)[0]?.care?.count_due_ms).toBeLessThan(parts.clock.wallMs());
});
