import { expect, test } from 'vitest';
import { grantsAt } from '../../domain/authority/authority.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { hallFor } from '../kit/station.ts';

const limitMs = 15_000;

test('at a bench with its own registry whoever is a supervisor is one by the log, once, and for as long', { timeout: 60_000 }, async () => {
  const hall = await hallFor({ registry: 'embedded' });
  const grants = (person: string) => {
    const known = hall.assembled.station.room.parts.authority?.();
    return known === undefined ? [] : grantsAt(known, person, known.next).map(({ role }) => role);
  };
  const first = await hall.idOf('supervisor');
  await expect.poll(() => grants(first), { timeout: limitMs }).toEqual(['supervisor']);
  expect(grants(await hall.idOf('technician'))).toEqual([]);

  await hall.as('supervisor');
  const { badge } = await hall.client.setUp.newBadge();
  mustBeDone(await hall.client.people.enrol({ name: 'Supervisor 2', badge, pin: '271828', roles: ['supervisor'] }), 'enrolling');
  const second = (await hall.client.people.list()).find(({ name }) => name === 'Supervisor 2')?.id ?? first;
  await expect.poll(() => grants(second), { timeout: limitMs }).toEqual(['supervisor']);
  await hall.restart();
  await expect.poll(() => grants(second), { timeout: limitMs }).toEqual(['supervisor']);
  await hall.as('supervisor');
  mustBeDone(await hall.client.people.end({ person: second }), 'ending');
  await expect.poll(() => grants(second), { timeout: limitMs }).toEqual([]);
  const known = hall.assembled.station.room.parts.authority?.();
  expect(known?.grants.get(first)).toHaveLength(1);
});
