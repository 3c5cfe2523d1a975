import { expect, test } from 'vitest';
import { sealEvent } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { rememberRecent } from '../../registry/recent.ts';
import type { AppendOutcome, RegistryStore } from '../../registry/store.ts';

const signer = generateSigner();

function entry(seq: number, note = '') {
  return sealEvent({
    event: {
      v: 1,
      reg: 'custos.invalid/recent',
      station: `st_${'0'.repeat(32)}`,
      epoch: 1,
      seq,
      prev: nothingSeen.root,
      type: 'custody.moved',
      deps: [],
      time: { wall: '2026-11-22T14:11:03.123Z', hlc: '01a203989d530000', boot: 'b1', mono: seq, src: 'none', off: 0, age: 0 },
      seen: nothingSeen,
      body: { notes: Array.from({ length: 5 }, () => note) },
    },
    signers: [signer],
  });
}

type Entries = Parameters<RegistryStore['append']>[0]['entries'];

function taken(first: number, entries: Entries, accepted = entries.length): AppendOutcome {
  const head = { epoch: 1, seq: 1, hash: '' };
  return { kind: 'accepted', head, accepted, duplicates: entries.length - accepted, firstIndex: first, headIndex: first + accepted - 1 };
}

/** A log that answers each append as it is told to. */
function log(outcomes: AppendOutcome[]) {
  const store = {
    append: () => Promise.resolve(outcomes.shift()),
    appendControl: () => Promise.resolve({ entry: entry(900), index: 9 }),
  } as unknown as RegistryStore;
  const { store: kept, recent } = rememberRecent(store, 1);
  const push = (entries: Entries) => kept.append({ station: '', epoch: 1, from: 1, entries, recvMs: 77 });
  return {
    push,
    kept,
    indexes: (next: number, most = 100, logId = 1) => recent.from({ logId, next }, most).map(({ index }) => index),
    recent,
  };
}

const checked = (...seqs: number[]): Entries => seqs.map((seq) => ({ entry: entry(seq), keys: [], sealed: [] }));

test('what was committed is there in the order of the log, as far as it follows without a gap', async () => {
  const { push, kept, indexes, recent } = log([taken(3, checked(2, 3), 2), taken(5, checked(1), 1), taken(10, checked(6), 1)]);
  await push(checked(1, 2, 3)); // the first was in the log before
  await push(checked(4));
  await push(checked(5));
  expect(indexes(3)).toEqual([3, 4, 5]);
  expect(indexes(4, 1)).toEqual([4]);
  expect(indexes(2)).toEqual([]);
  expect(indexes(6)).toEqual([]);
  expect(indexes(3, 100, 2)).toEqual([]);
  const two = entry(2);
  expect(recent.from({ logId: 1, next: 3 }, 1)).toEqual([
    { logId: 1, index: 3, hash: two.hash, event: two.event, sigs: two.sigs, bytes: two.bytes, recvMs: 77 },
  ]);
  await kept.appendControl({ make: () => entry(1), effect: () => [], recvMs: 5 });
  expect(indexes(9)).toEqual([9, 10]);
});

test('what was not taken is not there', async () => {
  const { push, indexes } = log([{ kind: 'stale' }, { kind: 'refused', code: 'gap' }]);
  await push(checked(1));
  await push(checked(1));
  expect(indexes(0)).toEqual([]);
});

test('the oldest are forgotten beyond 2 MiB', async () => {
  const large = { entry: entry(1, 'x'.repeat(2000)), keys: [], sealed: [] };
  const room = Math.floor((2 * 1024 * 1024) / large.entry.bytes.length);
  const all = Array.from({ length: room + 10 }, () => large);
  const { push, indexes } = log([taken(0, all)]);
  await push(all);
  expect(indexes(9)).toEqual([]);
  expect(indexes(10, 1000)).toHaveLength(room);
});
