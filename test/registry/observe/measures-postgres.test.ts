import { expect, it } from 'vitest';
import { onPostgres } from '../stores.ts';
import { startRegistry, tempDir } from '../kit.ts';
import { measuresSuite } from './measures-suite.ts';

onPostgres(() => {
  measuresSuite('postgres');

  it('is ready until another process takes its log', async () => {
    const dir = tempDir();
    const first = await startRegistry(dir);
    expect((await fetch(`${first.url}/ready`)).status).toBe(200);
    const second = await startRegistry(dir);
    expect((await fetch(`${second.url}/ready`)).status).toBe(200);
    // A look counts for a second.
    await expect
      .poll(async () => (await (await fetch(`${first.url}/ready`)).json()) as unknown)
      .toMatchObject({ reasons: ['log_not_held'] });
  });
});
