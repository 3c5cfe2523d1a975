import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, run, running } from './registry-kit.ts';

test('a running registry is backed up, drilled, checked, restored and moved by command', { timeout: 120_000 }, async () => {
  const [dir, data] = [folder(), join(folder(), 'data')];
  const backup = join(dir, 'backup');
  const registry = await running(data);
  const backed = await run('backup', backup, '--data', data);
  expect([backed.code, backed.out]).toEqual([0, expect.stringContaining('custos.invalid/cli: 1 entries')]);
  const drilled = await run('drill', backup, '--data', data, '--live', registry.url, '--json');
  expect(drilled.code).toBe(0);
  expect(JSON.parse(drilled.out)).toMatchObject({ verdict: 'whole', newer: 0, doubts: [] });
  const inUse = await run('fsck', '--data', data);
  expect([inUse.code, inUse.out, inUse.err]).toEqual([1, '', expect.stringContaining('Stop it first')]);
  await registry.stop();

  const restored = join(dir, 'restored');
  const unguarded = await run('restore', backup, '--data', restored);
  expect([unguarded.code, unguarded.out]).toEqual([30, expect.stringContaining('signs nothing and takes nothing')]);
  const moved = await run('move', '--from', data, '--to', join(dir, 'moved'));
  expect([moved.code, moved.out]).toEqual([0, expect.stringContaining('custos.invalid/cli is moved: 1 entries')]);
  const checked = await run('fsck', '--data', join(dir, 'moved'));
  expect([checked.code, checked.out]).toEqual([0, '1 entries read: everything is as the log says.\n']);
});
