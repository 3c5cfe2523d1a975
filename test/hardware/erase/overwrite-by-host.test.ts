import { describe, expect, test } from 'vitest';
import type { Order } from '../../../domain/erase/clearance.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import type { RunningErase } from '../../../hardware/erase/method.ts';
import { overwriteByHost } from '../../../hardware/erase/overwrite-by-host.ts';
import type { BlockTransport } from '../../../hardware/transport/transport.ts';
import { TransportError } from '../../../hardware/transport/transport.ts';
import { memoryMedium } from './memory.ts';

const mebibyte = 1024 * 1024;
const order: Order = { technique: 'host_overwrite', method: 'clear', passes: 1, pattern: 'zero', read_back: { kind: 'full' } };

async function started(transport: BlockTransport): Promise<RunningErase> {
  const answer = await overwriteByHost.start({
    open: { transport, presence: 'test', close: async () => undefined },
    identity: { capacity_bytes: transport.sizeBytes, block_bytes: transport.blockBytes },
    order,
    seed: new Uint8Array(32),
    limits: virtualLimits,
  });
  if (answer.kind !== 'accepted') throw new Error(answer.detail);
  await answer.running.settled;
  return answer.running;
}

describe('the overwrite as a method', () => {
  test('is completed only when every byte was written and flushed', async () => {
    const running = await started({ kind: 'block', ...memoryMedium(4 * mebibyte) });
    expect(await running.poll()).toMatchObject({
      kind: 'ended',
      completion: { claim: 'completed', source: 'host_writes', reading: '4194304 bytes written and flushed' },
      writes: { writtenBytes: 4 * mebibyte, badCount: 0 },
    });
  });

  test('fails when a block could not be written, and when the flush fails', async () => {
    const scratched = memoryMedium(4 * mebibyte);
    scratched.badWrites.add(7);
    expect(await (await started({ kind: 'block', ...scratched })).poll()).toMatchObject({
      kind: 'ended',
      completion: { claim: 'failed', reading: '512 of 4194304 bytes could not be written' },
      writes: { bad: [{ offset: 3584, length: 512 }], badCount: 1 },
    });
    const medium = memoryMedium(mebibyte);
    const unflushed = await started({ kind: 'block', ...medium, flush: () => medium.write(0, new Uint8Array(512)).then(never) });
    await expect(unflushed.poll()).rejects.toMatchObject({ code: 'timeout' });
  });

  test('says how far it had come when the drive went away', async () => {
    const medium = memoryMedium(8 * mebibyte);
    const leaving: BlockTransport = {
      kind: 'block',
      ...medium,
      write: (offset, from) => (offset >= 4 * mebibyte ? Promise.reject(new TransportError('gone', 'pulled')) : medium.write(offset, from)),
    };
    const running = await started(leaving);
    await expect(running.poll()).rejects.toMatchObject({
      code: 'gone',
      message: expect.stringMatching(/^pulled; \d+ of 8388608 bytes had been handed over/),
    });
  });
});

function never(): void {
  throw new TransportError('timeout', 'the cache was not emptied in time');
}
