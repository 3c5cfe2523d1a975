import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newBootId, openRegistry } from '../../registry/open.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-close-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('closing a registry', () => {
  it('does not wait for a connection on which nobody ever asked anything', async () => {
    const clock = { nowMs: () => Date.now(), monoMs: () => Math.floor(performance.now()), boot: newBootId() };
    const registry = await openRegistry({ dataDir: folder, name: 'custos.invalid/close', clock });
    const port = Number(new URL(registry.url).port);
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const hungUp = new Promise<string>((resolve) => socket.once('close', () => resolve('hung up')));
    // Node would keep such a connection until its header timeout, a minute and more: the test would time out long before.
    await registry.close();
    expect(await hungUp).toBe('hung up');
  });
});
