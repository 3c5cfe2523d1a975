import { cpSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { epochReasonOf } from '../../../station/sync/link.ts';
import { claim } from '../record/bench-kit.ts';
import { again, enrolled, expectWhole, officer, place } from './lives-kit.ts';
import { until } from './registry-kit.ts';
import { inStep, staff } from './yard.ts';

it('asks with new keys when those that were put back with it were followed by others', async () => {
  const here = await place();
  const first = await enrolled(here);
  const { epochs } = here.registry.ledger;
  await first.close();
  const backup = join(here.dir, 'backup');
  cpSync(first.dir, backup, { recursive: true });
  const ahead = await again(here, first.dir);
  ahead.pump.start();
  ahead.link.rotateKey((await staff(ahead)) as Parameters<typeof ahead.link.rotateKey>[0]); // an id as it was recorded
  ahead.recorder.record([claim(await staff(ahead), 1)]);
  await until('in step under the next key', inStep(ahead));
  await ahead.close();

  // The place is the same one and its guard is newer: that is how it is noticed.
  const isGuard = (path: string): boolean => ['install.json', 'guard.json'].includes(basename(path));
  for (const name of readdirSync(join(first.dir, 'keys')).filter((each) => !isGuard(each))) rmSync(join(first.dir, 'keys', name));
  rmSync(join(first.dir, 'station.db'));
  cpSync(backup, first.dir, { recursive: true, filter: (from) => !isGuard(from) });
  const yard = await again(here, first.dir);
  yard.recorder.record([claim(await staff(yard), 2)]);
  yard.pump.start();
  await until('standing still', () => yard.pump.view().state === 'frozen');
  const ask = (): boolean => {
    const { problem, asked } = yard.pump.view();
    return yard.link.askEpoch(epochReasonOf(problem, asked?.refused) ?? expect.fail());
  };
  expect(ask()).toBe(true);
  await until('told that its keys are over', () => yard.pump.view().asked?.refused === 'key_revoked');
  expect(ask()).toBe(true);
  await until('asked with new keys', async () => (await epochs.waiting()).some(({ reason }) => reason === 'key_lost'));
  await epochs.approve((await epochs.waiting())[0]?.request ?? '', officer);
  await until('in step again', inStep(yard));
  await expectWhole(yard, here.registry);
});
