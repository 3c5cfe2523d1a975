import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeScreens } from './screens.ts';

test('each main state can be shown, light and dark, small and large, and nothing runs out to the side', async () => {
  const out = mkdtempSync(join(tmpdir(), 'custos-screens-'));
  try {
    const taken = await takeScreens(out);
    expect(taken.length).toBeGreaterThanOrEqual(48);
    for (const { file } of taken) expect(statSync(file).size, file).toBeGreaterThan(5_000);
    expect(taken.flatMap(({ file, tooWide }) => tooWide.map((words) => `${file.slice(out.length + 1)}: ${words}`))).toEqual([]);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}, 150_000);
