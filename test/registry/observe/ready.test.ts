import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notReady } from '../../../contract/registry.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { writeKeyFile } from '../../../keys/key-file.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { newBootId } from '../../../registry/open.ts';
import { enrol, push, startRegistry, taken, tempDir } from '../kit.ts';

/** Clocks that a test moves: a look counts for a second, and nobody here waits for one. */
function movedClock() {
  let movedMs = 0;
  const clock = { nowMs: () => Date.now() + movedMs, monoMs: () => performance.now() + movedMs, boot: newBootId() };
  return { clock, move: (ms: number) => void (movedMs += ms) };
}

async function scene(more: Parameters<typeof startRegistry>[1] = {}, dir = tempDir()) {
  const { clock, move } = movedClock();
  const registry = await startRegistry(dir, { clock, ...more });
  const reasons = async (): Promise<readonly string[]> => {
    move(2_000);
    const answer = await fetch(`${registry.url}/ready`);
    if (answer.status === 200) return [];
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = notReady.parse(await answer.json());
    expect(problem.retry_ms).toBeGreaterThan(0);
    return problem.reasons;
  };
  return { registry, dir, reasons, move };
}

const alive = async ({ url }: OpenRegistry): Promise<number> => (await fetch(`${url}/health`)).status;

describe('GET /ready', () => {
  it('is well on a registry that works, and says so again when a fault is mended', async () => {
    const { registry, dir, reasons } = await scene();
    expect(await reasons()).toEqual([]);
    const guard = join(dir, 'guard', 'log-1.json');
    const kept = registry.ledger.integrator.published();
    rmSync(guard);
    expect(await reasons()).toEqual(['guard']);
    writeFileSync(guard, JSON.stringify({ log: 'custos.invalid/test', size: kept?.size, root: 'A'.repeat(43) }));
    expect(await reasons()).toEqual(['guard']);
    await enrol(registry);
    await registry.ledger.integrator.settle();
    expect(await reasons()).toEqual([]);
    expect(await alive(registry)).toBe(200);
  });

  it('sees keys that are gone, or are other ones, before the next start fails on them', async () => {
    const { dir, reasons } = await scene();
    const file = join(dir, 'keys', 'control.json');
    rmSync(file);
    expect(await reasons()).toEqual(['keys']);
    writeKeyFile(file, generateSigner());
    expect(await reasons()).toEqual(['keys']);
  });

  it('sees that another process took the log, and that a newer one changed its tables', async () => {
    const { registry, reasons } = await scene();
    await registry.ledger.store.sql.apply([{ text: 'UPDATE logs SET fence = fence + 1' }]);
    expect(await reasons()).toEqual(['log_not_held']);
    await registry.ledger.store.sql.apply([
      { text: 'UPDATE logs SET fence = fence - 1' },
      { text: "INSERT INTO migrations (id, name, hash) VALUES (9999, '9999-later.sql', 'x')" },
    ]);
    expect(await reasons()).toEqual(['migrations']);
  });

  it('sees entries that wait for a checkpoint for too long', async () => {
    // No timer of the integrator ever comes: entries are taken and not covered.
    const { registry, reasons, move } = await scene({ after: () => () => undefined });
    const { station } = await enrol(registry);
    taken(await push(registry, station, [station.seal()]));
    expect(await reasons()).toEqual([]);
    move(20_000);
    expect(await reasons()).toEqual(['behind']);
    await registry.ledger.integrator.settle();
    expect(await reasons()).toEqual([]);
  });

  it('says that nothing is signed, while the process lives', async () => {
    const { registry, dir } = await scene();
    await registry.close();
    rmSync(join(dir, 'guard', 'log-1.json'));
    const again = await scene({}, dir);
    expect(await again.reasons()).toEqual(['guard', 'read_only']);
    const problem = notReady.parse(await (await fetch(`${again.registry.url}/ready`)).json());
    expect(problem.code).toBe('read_only');
    expect(await alive(again.registry)).toBe(200);
  });

  it('says that the database does not answer', async () => {
    const { registry, reasons } = await scene();
    const { store } = registry.ledger;
    await store.close();
    // A checkpoint that was due meanwhile could not be kept: then nothing is signed any more, too.
    expect((await reasons())[0]).toBe('database');
    expect(await alive(registry)).toBe(200);
  });

  it('asks the database once for many who ask within a second', async () => {
    const { registry } = await scene({ clock: { nowMs: () => Date.now(), monoMs: () => 1, boot: newBootId() } });
    const ask = async (): Promise<number> => (await fetch(`${registry.url}/ready`)).status;
    expect(await ask()).toBe(200);
    await registry.ledger.store.sql.apply([{ text: 'UPDATE logs SET fence = fence + 1' }]);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([200, 200, 200]);
  });
});
