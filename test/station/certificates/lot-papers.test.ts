import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readLoadList, shippingOf } from '../../../certificate/lot/file.ts';
import type { LoadList } from '../../../certificate/lot/format.ts';
import { contentHash } from '../../../domain/containers/content.ts';
import { createVerifier, generateSigner } from '../../../keys/ed25519.ts';
import { lotPaper, type LotPaperNeeds } from '../../../station/certificates/lot-papers.ts';
import * as holds from '../../../station/custody/holds.ts';
import * as lots from '../../../station/custody/lots.ts';
import { pullTo } from '../../domain/custody/walk/surfaces.ts';
import { openShop, type Shop, subjectOf, told } from '../custody/containment-kit.ts';

/** What the papers are made from; how they look and whether their signatures hold is asked elsewhere, of whole stations. */
const needsOf = ({ station }: Shop): LotPaperNeeds => ({
  store: station.store,
  keys: { event: generateSigner(), verifier: createVerifier() },
  renderLoadList: (text) => Promise.resolve(Buffer.from(`paper of ${text.length}`)),
});
async function listOf(shop: Shop, lot: string): Promise<LoadList> {
  const answer = await lotPaper(needsOf(shop), lot, 'json', () => undefined);
  if (answer.kind !== 'file') throw new Error(told(answer));
  const list = readLoadList(Buffer.from(answer.base64, 'base64'));
  if (list === undefined) throw new Error('the list cannot be read');
  return list;
}

test('the load list of a lot follows it from its first drive to its closing', async () => {
  const shop = openShop();
  const { parts, as } = shop;
  const [one, two, out] = [shop.drive('1'), shop.drive('2'), shop.drive('3')];
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 9', note: 'for the night shift' }));
  expect((await listOf(shop, lot)).body).toMatchObject({ state: 'open', drives: [] });
  for (const item of [one, two, out]) expect(told(lots.addToLot(parts, as.keeper, { lot, item }))).toBe('done');
  expect(told(lots.removeFromLot(parts, as.keeper, { lot, item: out }))).toBe('done');
  expect((await listOf(shop, lot)).body.drives.map(({ item, left }) => [item, left])).toEqual([
    [one, undefined],
    [two, undefined],
  ]);
  expect(told(lots.closeLot(parts, as.keeper, { lot, consignee: 'Returns desk', reference: 'R-9', vehicle: 'Van 7' }))).toBe('done');
  const list = await listOf(shop, lot);
  expect(list.body.state).toBe('closed');
  expect(list.body.drives.map(({ item, serial_from, left }) => [item, serial_from, left?.ground?.on])).toEqual([
    [one, 'drive', 'certificate'],
    [two, 'drive', 'certificate'],
  ]);
  expect(shippingOf(list)).toEqual({ consignee: 'Returns desk', reference: 'R-9', vehicle: 'Van 7' });
  expect(JSON.stringify(list)).not.toContain('for the night shift');
});

test('a leaving that did not count is on no load list', async () => {
  const shop = openShop();
  const { parts, as, station } = shop;
  const item = shop.drive('4');
  expect(told(holds.placeHold(parts, as.keeper, { subject: item, ground: 'litigation' }))).toBe('done');
  const lot = `c1_${'e'.repeat(32)}`;
  const elsewhere = pullTo(station.store);
  const tell = (
    type: 'lot.opened' | 'lot.item_added' | 'lot.closed' | 'custody.released',
    subject: string,
    body: Record<string, unknown>,
  ) => elsewhere({ type, subject, body, actor: as.keeper.actor.id }, station.clock.wall);
  tell('lot.opened', lot, { kind: 'rma', name: 'RMA 8' });
  tell('lot.item_added', lot, { item });
  tell('custody.released', item, { way: 'maker', lot });
  tell('lot.closed', lot, { items: 1, content: contentHash([{ item }]) });
  expect(shop.life(item).released).toBeUndefined();
  const { body } = await listOf(shop, lot);
  expect(body.state).toBe('closed_unproven');
  expect(body.drives).toMatchObject([{ item }]);
  expect(body.drives[0]?.left).toBeUndefined();
});

test('the pack for the maker says which drives have no proof, and nothing is made of what is no lot', async () => {
  const shop = openShop();
  const { parts, as } = shop;
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 9' }));
  const item = shop.drive('5');
  lots.addToLot(parts, as.keeper, { lot, item });
  const pack = await lotPaper(needsOf(shop), lot, 'proofs', () => undefined);
  const files = unzipSync(Buffer.from(pack.kind === 'file' ? pack.base64 : '', 'base64'));
  expect(JSON.parse(Buffer.from(files['contents.json'] ?? []).toString('utf8'))).toMatchObject({
    lot,
    proofs: [],
    without: [{ item, why: 'It has not left in this lot.' }],
  });
  expect(await lotPaper(needsOf(shop), lot, 'pdf', () => undefined)).toMatchObject({
    kind: 'file',
    name: expect.stringMatching(/\.pdf$/) as string,
  });
  expect(await lotPaper(needsOf(shop), `c1_${'f'.repeat(32)}`, 'json', () => undefined)).toMatchObject({ why: 'container_unknown' });
});
