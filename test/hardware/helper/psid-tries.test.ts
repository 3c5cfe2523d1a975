import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPsidTries, type PsidTries } from '../../../hardware/helper/psid-tries.ts';

function listAt(): { readonly path: string; readonly open: () => Promise<PsidTries> } {
  const dir = mkdtempSync(join(tmpdir(), 'custos-tries-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  const path = join(dir, 'spent-psid-tries');
  return {
    path,
    async open() {
      const tries = await openPsidTries(path);
      onTestFinished(() => tries.close());
      return tries;
    },
  };
}

test('a drive has three tries a plug-in, whoever counts, and another drive has its own', async () => {
  const { open, path } = listAt();
  const [one, other] = [await open(), await open()];
  expect(await one.take('Z 1', 'seat-1')).toBe(2);
  expect(await other.take('Z 1', 'seat-1')).toBe(1);
  expect(await one.take('Z 2', 'seat-1')).toBe(2);
  expect(await (await open()).take('Z 1', 'seat-1')).toBe(0);
  expect(await one.take('Z 1', 'seat-1')).toBeUndefined();
  expect(await one.take('Z 1', 'seat-2')).toBe(2);
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(5);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('two who take the last try at once get it once', async () => {
  const { open } = listAt();
  const tries = await open();
  await tries.take('Z1', 'a');
  await tries.take('Z1', 'a');
  expect(await Promise.all([tries.take('Z1', 'a'), tries.take('Z1', 'a')])).toEqual([0, undefined]);
});

test('a try that cannot be written down is no try', async () => {
  const { open } = listAt();
  const tries = await open();
  await tries.close();
  await expect(tries.take('Z1', 'a')).rejects.toThrow();
});
