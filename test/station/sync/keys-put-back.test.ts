import { cpSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { epochReasonOf } from '../../../station/sync/link.ts';
import { claim } from '../record/bench-kit.ts';
import { again, enrolled, expectWhole, officer, place } from './lives-kit.ts';
import { until } from './registry-kit.ts';
import { inStep, staff } from './yard.ts';

/** The place is the same one and its guard is newer: that is how it is noticed. */
function putBack(backup: string, dir: string): void {
  const isGuard = (path: string): boolean => ['install.json', 'guard.json'].includes(basename(path));
  for (const name of readdirSync(join(dir, 'keys')).filter((each) => !isGuard(each))) rmSync(join(dir, 'keys', name));
  rmSync(join(dir, 'station.db'));
  cpSync(backup, dir, { recursive: true, filter: (from) => !isGuard(from) });
}

it('makes other new keys when those that it had prepared are in use, and gets in with an officer’s code', async () => {
  const here = await place();
  const first = await enrolled(here);
  const { epochs, desk } = here.registry.ledger;
  first.link.askEpoch('cloned');
  await until('asked', async () => (await epochs.waiting()).length === 1);
  await first.close();
  const backup = join(here.dir, 'backup');
  cpSync(first.dir, backup, { recursive: true });
  await epochs.approve((await epochs.waiting())[0]?.request ?? '', officer);
  const ahead = await again(here, first.dir);
  ahead.pump.start();
  await until('in the new epoch', () => ahead.store.facts.chain()?.identity.epoch === 2);
  ahead.recorder.record([claim(await staff(ahead), 1)]);
  await until('in step under the new keys', inStep(ahead));
  await ahead.close();

  putBack(backup, first.dir);
  const yard = await again(here, first.dir);
  yard.store.sync.ask(undefined);
  yard.recorder.record([claim(await staff(yard), 2)]);
  yard.pump.start();
  await until('standing still', () => yard.pump.view().state === 'frozen');
  const refusals: string[] = [];
  for (let round = 0; round < 8 && yard.store.facts.chain()?.identity.epoch !== 3; round += 1) {
    const { problem, asked } = yard.pump.view();
    const isUnknown = asked?.refused === 'auth';
    const code = isUnknown ? await desk.makeCode({ forStation: yard.store.facts.chain()?.identity.station ?? '' }) : undefined;
    expect(yard.link.askEpoch(epochReasonOf(problem, asked?.refused) ?? expect.fail(), code)).toBe(true);
    await until('answered', async () => yard.pump.view().asked?.refused !== undefined || (await epochs.waiting()).length > 0);
    refusals.push(yard.pump.view().asked?.refused ?? 'waiting');
    const [open] = await epochs.waiting();
    if (open === undefined) continue;
    await epochs.approve(open.request, officer);
    await until('in the next epoch', () => yard.store.facts.chain()?.identity.epoch === 3);
  }
  expect(refusals).toEqual(['auth', 'malformed', 'auth', 'waiting']);
  await until('in step again', inStep(yard));
  await expectWhole(yard, here.registry);
});

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

  putBack(backup, first.dir);
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
