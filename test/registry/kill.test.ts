import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { PushAnswer } from '../../contract/registry.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { openAck } from '../../domain/ledger/ack.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { consistencyProof, verifyConsistency } from '../../domain/ledger/tree.ts';
import { withTiles } from '../../registry/ledger/integrator.ts';
import type { TestStation } from './kit.ts';
import { enrol, logKey, push, pushBody, registryName, send, startRegistry, taken, tempDir, verifier } from './kit.ts';

/** A registry in a process of its own, to be killed. It tells its URL on standard output. */
async function spawnRegistry(dataDir: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const script = `import { openRegistry } from ${JSON.stringify(join(import.meta.dirname, '../../registry/open.ts'))};
    const clock = { nowMs: Date.now, monoMs: () => performance.now(), boot: 'killed' };
    const { url } = await openRegistry({ dataDir: ${JSON.stringify(dataDir)}, name: ${JSON.stringify(registryName)}, clock, checkpointDelayMs: 1 });
    process.stdout.write(url + '\\n');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [first] = (await once(child.stdout, 'data')) as [Buffer]; // a stream in bytes mode gives buffers
  return { child, url: first.toString('utf8').trim() };
}

test(
  'killed at any moment, the registry loses nothing that it acknowledged, doubles nothing and unsigns nothing',
  { timeout: 60_000 },
  async () => {
    const dir = tempDir();
    const first = await startRegistry(dir);
    const { station } = await enrol(first);
    await first.close();
    const pins = { ackVkey: first.ackVkey, logVkey: first.logVkey };
    const checkpoints: Checkpoint[] = [];
    let acked = 0;

    for (let round = 0; round < 3; round++) {
      const { child, url } = await spawnRegistry(dir);
      const registry = { ...first, url };
      const gone = once(child, 'exit');
      // After some acks, at no moment in particular.
      const killAfter = { acks: round * 2 + 1, delayMs: Math.floor(Math.random() * 40) };
      const work = pushUntilDead(registry, station, (acks) => {
        if (acks === killAfter.acks) void pause(killAfter.delayMs).then(() => child.kill('SIGKILL'));
      });
      const [seen] = await Promise.all([work, gone]);
      acked = Math.max(acked, seen.acked);
      checkpoints.push(...seen.checkpoints);
    }

    const last = await startRegistry(dir);
    expect([last.logVkey, last.ledger.integrator.alarm()]).toEqual([pins.logVkey, undefined]);
    const { head } = taken(await send(last, station, pushBody(station.id, 1, [])));
    expect(acked).toBeGreaterThanOrEqual(3 * 7);
    expect(head.seq).toBeGreaterThanOrEqual(acked);
    expect(head.hash).toBe(station.chain[head.seq - 1]?.hash ?? station.genesis);
    const row = await last.ledger.store.station(station.id);
    const hashes = await last.ledger.store.chainHashes(row?.stationNo ?? -1, 1, 1, head.seq);
    expect(hashes).toEqual(station.chain.slice(0, head.seq).map((entry) => entry.hash));
    expect(await last.ledger.store.logSize()).toBe(head.seq + 2);

    await last.ledger.integrator.settle();
    const newest = last.ledger.integrator.published();
    if (newest === undefined) throw new Error('nothing published');
    expect(newest.size).toBe(head.seq + 2);
    for (const older of checkpoints) {
      const proof = await withTiles(last.ledger.store, newest.size, (node) => consistencyProof(older.size, newest.size, node));
      expect(verifyConsistency({ from: older.size, fromRoot: older.root, to: newest.size, toRoot: newest.root, proof: proof ?? [] })).toBe(
        true,
      );
    }

    /** Pushes as a station does, from the registry's own head on, until the process is gone. */
    async function pushUntilDead(
      registry: typeof first,
      author: TestStation,
      onAck: (acks: number) => void,
    ): Promise<{ readonly acked: number; readonly checkpoints: readonly Checkpoint[] }> {
      const ackKey = parseVkey(pins.ackVkey);
      const read: Checkpoint[] = [];
      let highest = 0;
      let acks = 0;
      try {
        let answer: PushAnswer = taken(await send(registry, author, pushBody(author.id, 1, [])));
        for (;;) {
          const from = answer.head.seq;
          while (author.chain.length < from + 7) author.seal();
          answer = taken(await push(registry, author, author.chain.slice(from, from + 7)));
          if (ackKey === undefined || answer.ack === undefined) throw new Error('no ack');
          highest = Math.max(highest, openAck(answer.ack, ackKey, verifier)?.seq ?? 0);
          onAck(++acks);
          const note = await (await fetch(`${registry.url}/v1/log/1/checkpoint`)).text();
          const checkpoint = openCheckpoint(note, logKey(registry), verifier);
          if (checkpoint !== undefined) read.push(checkpoint);
        }
      } catch (cause) {
        // The process died under a call. Anything else is a finding.
        if (!(cause instanceof TypeError && /^(fetch failed|terminated)$/.test(cause.message))) throw cause;
        return { acked: highest, checkpoints: read };
      }
    }
  },
);
