import type { Answer } from '../../../renderer/console/ask.ts';
import { nowMs, people } from '../scenes.ts';
import { dayMs, tenants } from './scene-drives.ts';

const none = { met: 0, early: 0, late: 0, kept: 0, due: 0, overdue: 0, held: 0 };
const rule = { keep_days: 90, delete_by_days: 180 };
const said = { said_by: { person: people[0]!.id, name: people[0]!.name }, said_ms: nowMs - 100 * dayMs };

/** Ended contracts: one under its last warning, one too late, and a station that was not heard. */
export const retention: Answer<'retention.list'> = {
  at_ms: nowMs,
  holds_known_ms: nowMs - 4 * dayMs,
  unknown: 7,
  rows: [
    {
      tenant: tenants[0]!,
      name: 'Tenant A',
      ended_ms: nowMs - 187 * dayMs,
      ...rule,
      day: 187,
      delete_by_ms: nowMs - 7 * dayMs,
      warning: 7,
      counts: { ...none, met: 402, overdue: 2, held: 3, late: 1 },
      ...said,
    },
    {
      tenant: tenants[1]!,
      name: 'Tenant B',
      ended_ms: nowMs - 155 * dayMs,
      ...rule,
      day: 155,
      delete_by_ms: nowMs + 25 * dayMs,
      warning: 30,
      counts: { ...none, met: 61, due: 36, held: 1 },
      ...said,
    },
  ],
  holds: [
    {
      hold: 'A'.repeat(22),
      tenant: tenants[0]!,
      name: 'Tenant A',
      ground: 'litigation',
      placed_ms: nowMs - 12 * dayMs,
      placed_by: said.said_by,
    },
  ],
};
