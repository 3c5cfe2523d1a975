import { expect, test } from 'vitest';
import { deviceClass, isForDestruction, routeOf } from '../../../domain/intake/device-classes.ts';
import { deviceCode, readOwnCode } from '../../../domain/label/codes.ts';

test('each class has one route, and only what answers at the bench may go there', () => {
  const atBench = deviceClass.options.filter((device) => routeOf(device).to === 'bench');
  expect(atBench).toEqual(['pcie_card']);
  expect(routeOf('optical')).toEqual({ to: 'destruction', why: 'written_once' });
  expect(isForDestruction(undefined)).toBe(false);
  expect(isForDestruction('nvdimm')).toBe(true);
});

test('each class has a card that reads back to it', () => {
  for (const device of deviceClass.options) expect(readOwnCode(deviceCode(device))).toEqual({ kind: 'device', device });
  expect(readOwnCode('CU-V-TOASTER')).toEqual({ kind: 'malformed' });
});
