import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { secret, startReceiver } from '../../registry/outlets/receiver.ts';
import { folder, run, running } from './registry-kit.ts';

test('a registry of the command line tells a webhook, lists its place, and tells it again from any', { timeout: 120_000 }, async () => {
  const dir = folder();
  const data = join(dir, 'data');
  expect(await run('outlets', 'list', '--data', data)).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no registry') as string,
  });
  expect(existsSync(data)).toBe(false);
  const receiver = await startReceiver();
  writeFileSync(join(dir, 'secret'), `whsec_${Buffer.from(secret).toString('base64')}\n`, { mode: 0o600 });
  const settings = { webhooks: [{ name: 'siem', url: receiver.url, secretFile: join(dir, 'secret'), from: 'beginning' }] };
  writeFileSync(join(dir, 'outlets.json'), JSON.stringify(settings));
  vi.stubEnv('CUSTOS_REGISTRY_OUTLETS', join(dir, 'outlets.json'));
  const first = await running(data);
  await receiver.until(() => receiver.taken.length === 1);
  await first.stop();
  expect(receiver.taken).toMatchObject([{ position: 0, next: 1, run: 0, types: ['log.opened'] }]);

  expect((await run('outlets', 'list', '--data', data)).out).toBe('siem\ttold\t1\t0\t1\n');
  for (const from of ['99', 'x', '-1']) {
    const refused = await run('outlets', 'replay', 'siem', `--from=${from}`, '--data', data);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('the log has the places 0 to 1')]);
  }
  expect((await run('outlets', 'replay', 'other', '--from', '0', '--data', data)).err).toContain('nothing was ever told to other');
  expect((await run('webhooks', 'replay', 'siem', '--from', '0', '--data', data)).code).toBe(0);
  expect((await run('webhooks', 'list', '--data', data)).out).toBe('siem\ttold\t0\t1\t1\n');
  const second = await running(data);
  await receiver.until(() => receiver.taken.length === 2);
  await second.stop();
  expect(receiver.taken[1]).toMatchObject({ position: 0, next: 1, run: 1 });
});
