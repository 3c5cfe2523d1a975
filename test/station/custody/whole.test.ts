import { expect, test } from 'vitest';
import * as containers from '../../../station/custody/containers.ts';
import * as custody from '../../../station/custody/commands.ts';
import * as whole from '../../../station/custody/whole.ts';
import { undoable } from '../../../station/custody/undo.ts';
import { containerLines, containerView } from '../../../station/views/container-view.ts';
import { aroundIn } from '../../../station/custody/around-in.ts';
import { contentOf } from '../../../domain/containers/content.ts';
import { cameInDoubt } from '../../../domain/containers/whole.ts';
import { RecordRefused } from '../../../station/record/refused.ts';
import { keeper, type Step, step, tech } from '../../domain/custody/story.ts';
import { pullTo } from '../../domain/custody/walk/surfaces.ts';
import { openShop, type Shop, subjectOf, told } from './containment-kit.ts';

/** A cage, sealed as C-1, with one drive and a bin, sealed as B-1, with another; all of it the custodian's. */
function sealedCage(shop: Shop) {
  const { parts, as } = shop;
  const [one, two] = [shop.drive('1'), shop.drive('2')];
  const make = (kind: 'bin' | 'cage', name: string) => subjectOf(containers.makeContainer(parts, as.keeper, { kind, name }));
  const [cage, bin] = [make('cage', 'Cage 1'), make('bin', 'Bin 1')];
  const put = (container: string, item: string) => expect(told(containers.placeItem(parts, as.keeper, { container, item }))).toBe('done');
  const close = (container: string, seal: string) =>
    expect(told(containers.sealContainer(parts, as.keeper, { container, seal }))).toBe('done');
  put(bin, two);
  close(bin, 'B-1');
  put(cage, one);
  put(cage, bin);
  close(cage, 'C-1');
  return { one, two, cage, bin };
}

const to = tech;

test('a sealed cage changes hands with everything in it, once both have read the same seal', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const { one, two, cage, bin } = sealedCage(shop);
  const offer = (container: string, seal: string, hands = as.keeper) => told(whole.offerWhole(parts, hands, { container, seal, to }));
  const receive = (seal: string, hands = as.tech) =>
    told(whole.receiveWhole(parts, hands.actor, { container: cage, seal, place: 'vault' }));
  const before = shop.station.store.shelf.newest(1)[0]?.fact.hash;
  expect([receive('C-1'), offer(cage, 'C-9'), offer(bin, 'B-1'), offer(cage, 'C-1', as.other)]).toEqual([
    'illegal_move not_offered',
    'seal_differs',
    'not_whole in_another_container',
    'not_whole ZA17S7HH not_the_holder',
  ]);
  expect(shop.station.store.shelf.newest(1)[0]?.fact.hash).toBe(before);

  expect(offer(cage, ' C-1 ')).toBe('done');
  expect(offer(cage, 'C-1')).toBe('not_whole ZA17S7HH illegal_move');
  // In limbo: its seal is shown to nobody, and nothing behind it is touched.
  expect(containerView(parts, cage, 'container')).toMatchObject({ in_limbo: true, state: 'sealed' });
  expect(containerView(parts, cage, 'container')).not.toHaveProperty('seal');
  expect(containerLines(parts, 'container', false).find(({ container }) => container === cage)).not.toHaveProperty('seal');
  expect(whole.wholesInLimbo(parts)).toMatchObject([{ container: cage, drives: 2, offer: { to: tech, limit: { step: 'receive' } } }]);
  expect(JSON.stringify(whole.wholeView(parts, cage))).not.toContain('C-1');
  expect(told(containers.openContainer(parts, as.keeper, { container: cage, seal: 'C-1', intact: true, items: [one, bin] }))).toBe(
    'handed_whole',
  );
  expect(told(custody.receive(parts, as.tech.actor, { subject: one }))).toBe('handed_whole');
  expect(told(custody.withdraw(parts, as.keeper, { subject: two }))).toBe('handed_whole');
  expect(undoable(parts, as.keeper.actor)).toBeUndefined();

  expect([receive('C-1', as.other), receive('B-1')]).toEqual(['not_the_receiver', 'seal_differs']);
  expect([shop.life(one).holder, shop.life(two).holder]).toEqual([as.keeper.actor.id, as.keeper.actor.id]);
  expect(receive('C-1')).toBe('done');
  expect([one, two].map((each) => [shop.life(each).holder, shop.life(each).place, shop.life(each).offer])).toEqual([
    [tech, 'vault', undefined],
    [tech, 'vault', undefined],
  ]);
  expect(containerView(parts, cage, 'container')).toMatchObject({ seal: 'C-1', handed: { holder: tech }, breaches: 0 });
  expect(whole.wholesInLimbo(parts)).toEqual([]);
  const life = shop.station.store.containers.life(cage);
  shop.station.store.rebuild();
  expect(shop.station.store.containers.life(cage)).toEqual(life);
});

test('a seal in doubt lets nothing change hands, and the cage goes back to be opened and counted', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const { one, cage, bin } = sealedCage(shop);
  const doubt = () => told(whole.doubtSeal(parts, as.tech, { container: cage, note: 'cut' }));
  expect(doubt()).toBe('illegal_move not_offered');
  expect(told(whole.offerWhole(parts, as.keeper, { container: cage, seal: 'C-1', to }))).toBe('done');
  expect([doubt(), doubt()]).toEqual(['done', 'illegal_move case_open']);
  expect(whole.wholeView(parts, cage)).toMatchObject({ why: 'not_whole', detail: 'case_open', seal_doubted: true, drives: 2 });
  expect(told(whole.receiveWhole(parts, as.tech.actor, { container: cage, seal: 'C-1' }))).toBe('not_whole case_open');
  expect(shop.life(one).holder).toBe(as.keeper.actor.id);

  expect(told(whole.withdrawWhole(parts, as.tech, { container: cage }))).toBe('not_whole ZA17S7HH not_the_holder');
  expect(told(whole.withdrawWhole(parts, as.keeper, { container: cage }))).toBe('done');
  expect(told(containers.openContainer(parts, as.keeper, { container: cage, seal: 'C-1', intact: false, items: [one, bin] }))).toBe('done');
  expect(told(whole.offerWhole(parts, as.keeper, { container: cage, seal: 'C-1', to }))).toBe('not_whole not_sealed');
});

test('the recorder takes no offer and no receipt behind a seal that does not speak for the drive', () => {
  const shop = openShop();
  const { parts, as, station } = shop;
  const { one, cage } = sealedCage(shop);
  const loose = shop.drive('3');
  const keeper = as.keeper.actor.id;
  const seal = station.store.containers.life(cage)?.seal;
  const within = { container: cage, seal: 'C-1', content: seal?.content };
  const refusal = (subject: string, more: object): unknown => {
    try {
      const body = { ...step.offer(keeper, tech).body, within: { ...within, ...more } };
      return parts.recorder.record([{ type: 'custody.offered', subject, actor: keeper, body }]).length;
    } catch (error) {
      return error instanceof RecordRefused ? error.why : error;
    }
  };
  expect([refusal(loose, {}), refusal(one, { seal: 'C-9' }), refusal(one, {})]).toEqual(['item_elsewhere', 'seal_differs', 1]);
  // One drive of two is offered now: the container is in limbo, and cannot be received as it is.
  expect(told(whole.receiveWhole(parts, as.tech.actor, { container: cage, seal: 'C-1' }))).toBe('not_whole ZA17S7HH illegal_move');
  expect(told(whole.withdrawWhole(parts, as.keeper, { container: cage }))).toBe('done');
});

test('what others wrote is held against the same rules: another number is a dispute, an opening before the receipt a doubt', () => {
  const { parts, station } = openShop();
  const elsewhere = pullTo(station.store);
  const tell = (subject: string, { actor = tech, ...told }: Pick<Step, 'type' | 'body' | 'actor'>) =>
    elsewhere({ ...told, subject, actor }, station.clock.wall);
  const story = (digit: string, read: string, opened: boolean) => {
    const [item, cage] = [`d1_${digit.repeat(32)}`, `c1_${digit.repeat(32)}`];
    const over = contentOf([{ item }]);
    const within = { container: cage, seal: 'C-1', content: over.content };
    tell(item, step.claim());
    tell(cage, { type: 'container.made', body: { kind: 'cage', name: digit } });
    tell(cage, { type: 'item.placed', body: { item } });
    tell(cage, { type: 'container.sealed', body: { seal: 'C-1', ...over } });
    tell(item, { ...step.offer(), body: { ...step.offer().body, within } });
    if (opened) tell(cage, { type: 'container.opened', body: { seal: 'C-1', intact: true, ...over } });
    tell(item, { ...step.receive(), body: { ...step.receive().body, within: { ...within, seal: read } } });
    tell(cage, { type: 'container.handed', actor: keeper, body: { from: tech, holder: keeper, seal: read, ...over } });
    const life = station.store.drives.life(item);
    if (life === undefined) throw new Error('the drive is not known');
    return [
      life.holder,
      life.disputed,
      cameInDoubt(life, aroundIn(parts.store)) === cage,
      station.store.containers.life(cage)?.breach_count,
    ];
  };
  expect(story('4', 'C-1', false)).toEqual([keeper, false, false, 0]);
  expect(story('5', 'C-9', false)).toEqual([tech, true, false, 1]);
  expect(story('6', 'C-1', true)).toEqual([keeper, false, true, 1]);
});
