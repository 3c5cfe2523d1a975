import { expect, test } from 'vitest';
import { hallFor, labelOf, virtualDrive } from '../../kit/station.ts';

test('a scan of a drive in hand never takes its next step away, so that a command card right after it finds its button', async () => {
  const hall = await hallFor({ drives: [virtualDrive('sata_ssd')] });
  const { spec } = await hall.verified(0);
  await hall.as('validator');
  await hall.bench('the step', ({ next }) => (next.kind === 'validate' ? next : undefined));
  const kinds: string[] = [];
  const watching = new AbortController();
  const watch = (async () => {
    for await (const { next } of await hall.client.bench.feed(undefined, { signal: watching.signal })) kinds.push(next.kind);
  })().catch((error: unknown) => {
    if (!watching.signal.aborted) throw error;
  });
  for (let round = 0; round < 6; round += 1) {
    const before = kinds.length;
    await hall.client.bench.scan({ text: labelOf(spec)[round % 2] ?? '', source: 'wedge' });
    await expect.poll(() => kinds.length).toBeGreaterThan(before);
  }
  watching.abort();
  await watch;
  expect(new Set(kinds)).toEqual(new Set(['validate']));
});
