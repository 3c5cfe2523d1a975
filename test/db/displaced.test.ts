import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Json } from '../../domain/ledger/canonical.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { openBench, setUp, temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const holder = `tc_${'1'.repeat(32)}`;
const signer = generateSigner();

/** Something that another station wrote about a drive. */
function told(reg: string, seq: number, subject: string, type: string, body: Readonly<Record<string, Json>>) {
  const time = { wall: '2026-11-22T12:00:00.000Z', hlc: '0'.repeat(16), boot: 'boot-9', mono: seq, src: 'none', off: 0, age: 0 } as const;
  const place = { v: 1, reg, station: `st_${'9'.repeat(32)}`, epoch: 1, seq, prev: hashText(emptyRoot) } as const;
  return sealEvent({ event: { ...place, type, subject, deps: [], time, seen: nothingSeen, actor: holder, body }, signers: [signer] });
}

test('a drive is folded anew when what was told of it loses its place in the log, as a rebuild folds it', async () => {
  const bench = openBench(join(folder.path, 'displaced.sqlite'));
  await setUp(bench);
  const { store } = bench;
  const { reg } = store.facts.chain()?.identity ?? { reg: '' };
  const [one, other] = [`d1_${'1'.repeat(32)}`, `d1_${'2'.repeat(32)}`];
  const claim = { holder, place: 'Bench 1', reason: 'failed', data_class: 'internal', destination: 'vendor', serial: 'SN1', label: {} };
  const take = (index: number, entry: ReturnType<typeof told>) => store.pull.take({ entries: [{ index, entry, authority: false }] });
  take(5, told(reg, 1, one, 'custody.claimed', claim));
  take(6, told(reg, 2, one, 'custody.moved', { holder, place: 'Shelf 2' }));
  expect(store.drives.life(one)).toMatchObject({ facts: 2 });

  // A log that lost both gives their places to others, one after the other.
  take(6, told(reg, 3, other, 'custody.claimed', { ...claim, serial: 'SN2' }));
  expect(store.drives.life(one)).toMatchObject({ facts: 1 });
  take(5, told(reg, 4, other, 'custody.moved', { holder, place: 'Shelf 3' }));
  expect(store.drives.life(one)).toBeUndefined();
  const live = store.drives.life(other);
  store.rebuild();
  expect([store.drives.life(one), store.drives.life(other)]).toEqual([undefined, live]);
  store.close();
});
