import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pushAnswer } from '../../../contract/registry.ts';
import { openSqliteStore } from '../../../registry/sqlite/store.ts';
import { call, pushBody, type TestStation } from '../../registry/kit.ts';
import { folder, letIn, type Running, started } from './run-kit.ts';

/** Pushes one event after another until the registry is gone. @returns the highest seq that was answered for */
async function pushing({ at }: Running, station: TestStation, onAnswer: () => void): Promise<number> {
  for (let acked = 0; ;) {
    const entry = station.seal();
    try {
      const response = await call(at, station, 'POST', '/v1/push', pushBody(station.id, entry.event.seq, [{ entry }]));
      if (!response.ok) return acked;
      acked = pushAnswer.parse(await response.json()).head.seq;
      onAnswer();
    } catch {
      return acked;
    }
  }
}

describe('custos registry, told to stop', () => {
  it('ends what is under way, covers all that it took, and exits with 0', async () => {
    const running = await started(folder(), ['--checkpoint-delay-ms', '10000']);
    const station = await letIn(running);
    // A feed that waits: it must not hold the end up for its 25 s.
    const waiting = call(running.at, station, 'GET', '/v1/feed?after=100000&wait=25').then(
      () => 'answered',
      () => 'cut',
    );
    let answers = 0;
    const pushed = pushing(running, station, () => (answers += 1));
    await expect.poll(() => answers).toBeGreaterThan(5);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    const acked = await pushed;
    expect(acked).toBeGreaterThan(5);
    expect(await waiting).toBe('answered');
    expect(running.log().at(-1)).toMatchObject({ level: 'info', what: expect.stringContaining('The registry is closed') as string });

    const store = openSqliteStore(join(running.dir, 'data', 'registry.sqlite'));
    onTestFinished(() => store.close());
    await store.takeLog();
    const row = await store.station(station.id);
    expect(row?.head.seq).toBeGreaterThanOrEqual(acked);
    // Ten seconds between checkpoints: the one that covers the last event was made on the way out.
    expect((await store.newestCheckpoint())?.size).toBe(await store.logSize());
  });

  it('cuts what is left when it is told twice', async () => {
    const running = await started(folder(), ['--shutdown-seconds', '600']);
    const socket = connect(Number(new URL(running.at.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    socket.write('POST /v1/enrol HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{');
    const hungUp = once(socket, 'close');
    // The registry has seen the request once it answers one that came after it.
    await fetch(`${running.at.url}/health`);
    running.child.kill('SIGINT');
    await expect.poll(() => running.log().some(({ what }) => String(what).startsWith('Told to stop'))).toBe(true);
    expect(running.child.exitCode).toBeNull();
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    await hungUp;
  });

  it('cuts what is left when its time is over', async () => {
    const running = await started(folder(), ['--shutdown-seconds', '1']);
    const socket = connect(Number(new URL(running.at.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    socket.write('POST /v1/enrol HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{');
    await fetch(`${running.at.url}/health`);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(running.log().map(({ what }) => what)).toContain('Some requests took too long to end: connections are cut.');
  });
});
