import { expect, test } from 'vitest';
import { readSummary } from '../../../certificate/summary/file.ts';
import type { Summary, SummaryOf } from '../../../certificate/summary/format.ts';
import { createVerifier, generateSigner } from '../../../keys/ed25519.ts';
import { summaryPaper, type SummaryNeeds } from '../../../station/certificates/summary-paper.ts';
import * as lots from '../../../station/custody/lots.ts';
import { openShop, type Shop, subjectOf, told } from '../custody/containment-kit.ts';

/** How the paper looks is asked elsewhere. */
const needsOf = ({ station }: Shop): SummaryNeeds => ({
  store: station.store,
  keys: { event: generateSigner(), verifier: createVerifier() },
  renderSummary: (text) => Promise.resolve(Buffer.from(`paper of ${text.length}`)),
});

async function summaryIn(shop: Shop, of: SummaryOf): Promise<Summary> {
  const answer = await summaryPaper(needsOf(shop), of, 'json');
  if (answer.kind !== 'file') throw new Error(told(answer));
  return readSummary(Buffer.from(answer.base64, 'base64')) ?? expect.fail('the summary cannot be read');
}

test('a summary follows its lot, and is made of just what stands in the ledger', async () => {
  const shop = openShop();
  const { parts, as } = shop;
  const [one, two] = [shop.drive('1'), shop.drive('2')];
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 9' }));
  expect((await summaryIn(shop, { is: 'lot', lot })).body).toMatchObject({ drives: [], proven: false, totals: { drives: 0 } });
  for (const item of [one, two]) expect(told(lots.addToLot(parts, as.keeper, { lot, item }))).toBe('done');
  const open = await summaryIn(shop, { is: 'lot', lot });
  expect(open.body).toMatchObject({ proven: false, totals: { drives: 2, sanitized: 2 } });
  expect(told(lots.closeLot(parts, as.keeper, { lot, consignee: 'Returns desk', reference: 'R-9' }))).toBe('done');
  const closed = await summaryIn(shop, { is: 'lot', lot });
  expect(closed.body).toMatchObject({ name: 'RMA 9', proven: true, closed: { by: as.keeper.actor.id } });
  expect(JSON.stringify(closed.opened)).not.toContain('Returns desk');
});

test('a batch holds the drives that were named, in that order', async () => {
  const shop = openShop();
  const [one, two] = [shop.drive('1'), shop.drive('2')];
  const { body } = await summaryIn(shop, { is: 'batch', drives: [two, one] });
  expect(body.drives.map(({ item }) => item)).toEqual([two, one]);
  expect(body.totals.drives).toBe(2);
  const paper = await summaryPaper(needsOf(shop), { is: 'batch', drives: [one] }, 'pdf');
  expect(paper).toMatchObject({ kind: 'file', name: 'summary-1-drives.pdf' });
});

test('of what nobody knows there is none', async () => {
  const needs = needsOf(openShop());
  const nobody = 'f'.repeat(32);
  expect(await summaryPaper(needs, { is: 'lot', lot: `c1_${nobody}` }, 'json')).toMatchObject({ why: 'container_unknown' });
  expect(await summaryPaper(needs, { is: 'list', list: `c1_${nobody}` }, 'json')).toMatchObject({ why: 'no_list' });
  expect(await summaryPaper(needs, { is: 'batch', drives: [`d1_${nobody}`] }, 'json')).toMatchObject({ why: 'drive_unknown' });
});
