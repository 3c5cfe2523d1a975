import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { assembleStation } from '../../host/assemble/assemble.ts';
import { connectInProcess } from '../../host/demo/window.ts';
import { countPlanted } from '../../host/demo/planted.ts';
import { openVirtualBench } from '../../host/practice/virtual-bench.ts';
import { quickVault } from '../kit/quick-vault.ts';

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-practice-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test('practice drives hold customer data, are plugged by hand, and are the same ones when opened again', async () => {
  const dir = temporary();
  const bench = await openVirtualBench(dir, false);
  expect((await bench.shelf.bays()).every(({ occupied }) => !occupied)).toBe(true);
  for (const { drive } of bench.seats) expect(countPlanted(join(dir, drive.spec.folder, 'medium.img'))).toBeGreaterThan(0);
  expect([await bench.hands.plug('virtual/1'), await bench.hands.plug('virtual/1'), await bench.hands.plug('virtual/99')]).toEqual([
    true,
    false,
    false,
  ]);
  const again = await openVirtualBench(dir, true);
  expect((await again.shelf.bays()).map(({ occupied }) => occupied)).toEqual([
    true,
    ...Array.from({ length: again.seats.length - 1 }, () => false),
  ]);
  expect([await again.hands.unplug('virtual/1'), await again.hands.unplug('virtual/1')]).toEqual([true, false]);
});

test('a station without virtual docks has no hands that plug drives', async () => {
  const assembled = await assembleStation({ dataRoot: temporary(), mode: 'real', registry: 'none', vault: quickVault });
  onTestFinished(() => assembled.close());
  const window = connectInProcess(assembled.station.router);
  onTestFinished(() => window.close());
  expect(await window.client.practice.plug({ port: 'virtual/1' })).toEqual({ kind: 'refused', why: 'practice_only' });
  expect(await window.client.practice.unplug({ port: 'virtual/1' })).toEqual({ kind: 'refused', why: 'practice_only' });
});
