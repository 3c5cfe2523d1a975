import { expect, test } from 'vitest';
import * as machines from '../../../station/custody/machines.ts';
import { step } from '../../domain/custody/story.ts';
import { openShop, type Shop, subjectOf, told } from './containment-kit.ts';

const day = 86_400_000;

function destroyed(shop: Shop, drive: string, body: object): string {
  const destruction = { ...step.destroy(shop.as.keeper.actor.id), subject: drive, body };
  try {
    shop.station.recorder.record([destruction]);
    return 'done';
  } catch (error) {
    return String(error).replace(/^.*is refused: /, '');
  }
}

test('once a machine is registered, no drive is destroyed without one that may be used, whatever way the fact comes in', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const drive = shop.drive('1');
  expect(told(machines.registerMachine(parts, as.tech, { kind: 'shredder', name: 'S1', suits: ['magnetic'] }))).toBe('role_missing');
  const untilMs = shop.station.clock.wall + day;
  const asked = { kind: 'disintegrator', name: 'D1', suits: ['magnetic', 'solid_state'], fragment_mm: 5 } as const;
  const past = machines.registerMachine(parts, as.keeper, { ...asked, until_ms: shop.station.clock.wall });
  expect(told(past)).toBe('machine_not_calibrated over');
  const by = subjectOf(machines.registerMachine(parts, as.keeper, asked));
  expect(destroyed(shop, drive, { technique: 'disintegrate' })).toContain('machine_missing');
  expect(destroyed(shop, drive, { technique: 'disintegrate', by: `c1_${'0'.repeat(32)}` })).toContain('machine_unknown');
  expect(destroyed(shop, drive, { technique: 'disintegrate', by })).toContain('machine_not_calibrated');
  expect(told(machines.calibrateMachine(parts, as.keeper, { machine: by, until_ms: untilMs }))).toBe('done');
  expect(machines.machineViews(parts)).toMatchObject([{ machine: by, name: 'D1', state: 'due', technique: 'disintegrate' }]);
  expect(machines.machineByTag(parts, by.slice(3, 15))?.machine).toBe(by);
  expect(destroyed(shop, drive, { technique: 'shred', by })).toContain('machine_unsuited');
  expect(destroyed(shop, drive, { technique: 'disintegrate', by, fragment_mm: 6 })).toContain('fragments_too_large');
  expect(shop.life(drive).destroyed).toBeUndefined();
  expect(destroyed(shop, drive, { technique: 'disintegrate', by, fragment_mm: 4 })).toBe('done');
  expect(shop.life(drive).destroyed).toMatchObject({ technique: 'disintegrate' });
});

test('a machine that was retired takes no drive, and where no other is in use it may be told in words again', () => {
  const shop = openShop();
  const { parts, as } = shop;
  const drive = shop.drive('2');
  const untilMs = shop.station.clock.wall + day;
  const asked = { kind: 'shredder', name: 'S1', suits: ['magnetic', 'solid_state'], until_ms: untilMs } as const;
  const by = subjectOf(machines.registerMachine(parts, as.boss, asked));
  expect(told(machines.retireMachine(parts, as.boss, { machine: by, why: 'broken' }))).toBe('done');
  expect(told(machines.calibrateMachine(parts, as.boss, { machine: by, until_ms: untilMs }))).toBe('machine_retired');
  expect(destroyed(shop, drive, { technique: 'shred', by })).toContain('machine_retired');
  expect(destroyed(shop, drive, { technique: 'shred' })).toBe('done');
});
