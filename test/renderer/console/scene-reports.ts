import type { Answer } from '../../../renderer/console/ask.ts';
import { nowMs, people, subjectOf } from '../scenes.ts';
import { dayMs, hour, log, rows, serials, stations, tenants } from './scene-drives.ts';

/** Figures and findings for the scenes of the console. */
export const days = Array.from({ length: 30 }, (_, at) => {
  const date = new Date(nowMs - (29 - at) * dayMs);
  const weekend = date.getUTCDay() % 6 === 0;
  return {
    day: date.toISOString().slice(0, 10),
    claimed: weekend ? 2 : 18 + ((at * 37) % 29),
    released: weekend ? 0 : 11 + ((at * 23) % 19),
    destroyed: weekend ? 0 : (at * 7) % 6,
  };
});

export const step = (
  name: Answer<'ageing.look'>['steps'][number]['step'],
  drives: number,
  overdue: number,
  soon: number,
  days_: number,
): Answer<'ageing.look'>['steps'][number] => ({
  step: name,
  limit_ms: days_ * dayMs,
  drives,
  overdue,
  overdue_tomorrow: soon,
  ...(drives === 0 ? {} : { oldest_ms: nowMs - (days_ + (overdue > 0 ? 4 : -1)) * dayMs }),
});

export const reports: { readonly [Id in 'overview.look' | 'ageing.look' | 'ageing.list' | 'readiness.look']: Answer<Id> } = {
  'overview.look': {
    at_ms: nowMs,
    log: { name: log.name, size: 1_284_417, covered: 1_284_409 },
    alarms: [],
    states: (
      [
        ['in_custody', 212],
        ['offered', 9],
        ['identified', 14],
        ['mismatch', 2],
        ['sanitizing', 31],
        ['verified', 18],
        ['validated', 76],
        ['quarantined', 23],
        ['disputed', 2],
        ['released', 8412],
        ['destroyed', 1309],
      ] as const
    ).map(([state, drives]) => ({ state, drives })),
    overdue: 17,
    overdue_tomorrow: 6,
    conflicts: 2,
    waiting: { enrolments: 1, epochs: 1, quarantine: 4, outlets: 1 },
    stations: { in_step: 11, silent: 1, frozen: 1 },
    days,
  },
  'ageing.look': {
    at_ms: nowMs,
    steps: [
      step('to_dock', 141, 9, 4, 7),
      step('to_erase', 14, 0, 0, 3),
      step('erasing', 31, 0, 0, 4),
      step('to_verify', 3, 1, 0, 1),
      step('to_validate', 18, 2, 2, 2),
      step('to_release', 76, 3, 0, 30),
      step('in_limbo', 9, 2, 0, 1),
      step('quarantined', 23, 0, 0, 30),
      step('disputed', 2, 0, 0, 14),
    ],
    places: [
      { site: 'Frankfurt 2', place: 'Hall 4', drives: 88, overdue: 7, overdue_tomorrow: 3 },
      { site: 'Dublin 1', place: 'Cage 2', drives: 61, overdue: 2, overdue_tomorrow: 1 },
      { site: 'Frankfurt 2', place: 'Bench 3', drives: 22, overdue: 2, overdue_tomorrow: 0 },
    ],
    holders: [
      { holder: 'Technician 1', drives: 73, overdue: 8, overdue_tomorrow: 2 },
      { holder: 'Supervisor 1', drives: 41, overdue: 3, overdue_tomorrow: 2 },
    ],
    tenants: [
      { tenant: tenants[0], name: 'Tenant A', drives: 190, overdue: 12, overdue_tomorrow: 4 },
      { tenant: tenants[1], name: 'Tenant B', drives: 97, overdue: 5, overdue_tomorrow: 2 },
    ],
  },
  'ageing.list': {
    rows: rows.slice(0, 12).map((each, at) => ({
      ...each,
      step: (['to_dock', 'to_validate', 'in_limbo'] as const)[at % 3]!,
      due_ms: nowMs + (at - 7) * 9 * hour,
    })),
  },
  'readiness.look': {
    at_ms: nowMs,
    drives: 10_108,
    sound: 10_061,
    findings: [
      {
        rule: 'overdue',
        weight: 'doubt',
        count: 17,
        about: rows.slice(4, 9).map(({ subject, serial }) => ({ kind: 'drive' as const, id: subject, name: serial })),
      },
      { rule: 'released_without_proof', weight: 'fails', count: 1, about: [{ kind: 'drive', id: subjectOf(8), name: serials[7] }] },
      {
        rule: 'open_conflict',
        weight: 'fails',
        count: 2,
        about: rows.slice(2, 4).map(({ subject, serial }) => ({ kind: 'drive' as const, id: subject, name: serial })),
      },
      { rule: 'station_frozen', weight: 'doubt', count: 1, about: [{ kind: 'station', id: stations[1], name: 'Dock A' }] },
      { rule: 'role_expires', weight: 'note', count: 1, about: [{ kind: 'person', id: people[0]!.id, name: 'Supervisor 1' }] },
    ],
  },
};
