import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { toBase64url } from '../../../domain/bytes.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { openStationKeys } from '../../../host/machine/keys.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { rotateEventKey } from '../../../station/sync/rotate.ts';
import { claim, temporaryFolder } from '../record/bench-kit.ts';
import { startRegistry, until } from './registry-kit.ts';
import { inStep, openYard, staff, type Yard } from './yard.ts';

const folder = temporaryFolder();
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(folder.remove);
let runs = 0;

async function scene(): Promise<{ readonly registry: OpenRegistry; readonly dir: string; open(): Promise<Yard> }> {
  const root = join(folder.path, `r${++runs}`);
  mkdirSync(root);
  const registry = await startRegistry(join(root, 'registry'));
  closing.push(() => registry.close());
  const dir = join(root, 'station');
  const code = await registry.enrolmentCode();
  return { registry, dir, open: () => openYard(dir, { kind: 'remote', url: registry.url, code }) };
}

it('signs by the next key from the rotation on, and the registry takes all of it, also after a restart', async () => {
  const { open, dir } = await scene();
  const yard = await open();
  const person = await staff(yard);
  yard.pump.start();
  const first = yard.keys.event.keyId;
  const announced = yard.keys.nextKeyDigest;
  const [fact] = yard.link.rotateKey(person as Parameters<typeof yard.link.rotateKey>[0]);
  expect(hashText(sha256(yard.keys.event.publicKey))).toBe(announced);
  expect(fact?.body).toEqual({ key: toBase64url(yard.keys.event.publicKey), next: yard.keys.nextKeyDigest });
  expect(yard.keys.event.keyId).not.toBe(first);
  yard.recorder.record([claim(person, 1)]);
  yard.link.rotateKey(person as Parameters<typeof yard.link.rotateKey>[0]);
  yard.recorder.record([claim(person, 2)]);
  await until('in step', inStep(yard));
  const third = yard.keys.event.keyId;
  await yard.close();
  expect(existsSync(join(dir, 'keys', 'after-next-event.json'))).toBe(false);
  const again = await open();
  closing.push(() => again.close());
  expect(again.keys.event.keyId).toBe(third);
  again.recorder.record([claim(await staff(again), 3)]);
  again.pump.start();
  await until('in step', inStep(again));
});

/** Where the process ends: after the key after the next is on disk, and after the record of the rotation is. */
it.each(['prepared', 'recorded'] as const)('goes on after an end of the process when the rotation is %s', async (where) => {
  const { open, dir } = await scene();
  const yard = await open();
  const person = await staff(yard);
  const old = yard.keys.event.keyId;
  const { next } = yard.keys.prepareNext();
  if (where === 'recorded') {
    const stuck = { ...yard.keys, promoteNext: () => undefined };
    rotateEventKey({ store: yard.store, recorder: yard.recorder, keys: stuck }, person as Parameters<typeof rotateEventKey>[1]);
  }
  await yard.close();
  const again = await open();
  closing.push(() => again.close());
  expect(again.keys.event.keyId).toBe(where === 'recorded' ? next.keyId : old);
  expect(again.pump.view().state).not.toBe('frozen');
  const now = await staff(again);
  again.recorder.record([claim(now, 1)]);
  again.link.rotateKey(now as Parameters<typeof again.link.rotateKey>[0]);
  again.recorder.record([claim(now, 2)]);
  again.pump.start();
  await until('in step', inStep(again));
  expect(existsSync(join(dir, 'keys', 'next-event.json'))).toBe(true);
});

it('finishes renames that were cut between', () => {
  const dir = join(folder.path, `k${++runs}`);
  const keys = openStationKeys(dir);
  const { next, nextKeyDigest } = keys.prepareNext();
  keys.promoteNext();
  // Opening again with what the store says changes nothing, however often.
  for (let i = 0; i < 2; i++) {
    const again = openStationKeys(dir, next.keyId);
    expect([again.event.keyId, again.nextKeyDigest]).toEqual([next.keyId, nextKeyDigest]);
  }
});
