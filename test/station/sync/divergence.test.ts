import { expect, onTestFinished, test } from 'vitest';
import { randomBytes } from '../../../keys/random.ts';
import type { SyncState } from '../../../contract/sync-store.ts';
import { findDivergence } from '../../../station/sync/divergence.ts';
import { fetchConnection } from '../../../station/sync/fetch-connection.ts';
import { pushAll } from '../../registry/feed-kit.ts';
import { enrol, startRegistry, tempDir } from '../../registry/kit.ts';

/** A chain of nine events of which a real registry holds the first `held`: it was put back, and others may stand in their place. */
async function chainOfNine(held: number) {
  const registry = await startRegistry(tempDir());
  onTestFinished(() => registry.close());
  const { station } = await enrol(registry, 'Bench 1');
  for (let seq = 1; seq <= 9; seq += 1) {
    station.seal({ type: 'station.heartbeat', body: { version: '1' } });
    if (seq === held) await pushAll(registry, station, 0);
  }
  const asked: string[] = [];
  const real = fetchConnection(registry.url);
  const caller = {
    connection: { ...real, request: (sent: Parameters<typeof real.request>[0]) => (asked.push(sent.path), real.request(sent)) },
    keys: { transport: station.transport },
    clock: { wallMs: () => Date.now() },
    random: { bytes: randomBytes },
    callMs: 30_000,
  };
  const find = async (state: { readonly ackedSeq: number; readonly divergesAt?: number }) => {
    const kept: (number | undefined)[] = [];
    const sync = {
      state: () => ({ divergesAt: state.divergesAt, acked: { seq: state.ackedSeq } }) as SyncState,
      hashAt: (seq: number) => station.chain[seq - 1]?.hash,
      keep: ({ divergesAt }: { readonly divergesAt?: number }) => void kept.push(divergesAt),
    };
    const isAnswered = await findDivergence(sync as unknown as Parameters<typeof findDivergence>[0], caller);
    return { isAnswered, kept };
  };
  return { registry, asked, find };
}

test('a log that holds what it acknowledged is asked once, and nothing changes', async () => {
  const { find, asked } = await chainOfNine(6);
  expect(await find({ ackedSeq: 6 })).toEqual({ isAnswered: true, kept: [] });
  expect(asked).toHaveLength(1);
});

test.each([1, 3, 6, 8])('of nine acknowledged events the log kept %i: the stories part right after', async (held) => {
  const { find } = await chainOfNine(held);
  expect(await find({ ackedSeq: 9 })).toEqual({ isAnswered: true, kept: [held + 1] });
  expect(await find({ ackedSeq: 8, divergesAt: 9 })).toEqual({ isAnswered: true, kept: held === 8 ? [] : [held + 1] });
});

test('without an answer it is asked again later, and nothing is kept', async () => {
  const { find, registry } = await chainOfNine(3);
  await registry.close();
  expect(await find({ ackedSeq: 9 })).toEqual({ isAnswered: false, kept: [] });
});
