import { controlChart } from '../../../domain/policy/recheck.ts';
import type { Answer } from '../../../renderer/console/ask.ts';
import { nowMs, people } from '../scenes.ts';
import { dayMs, rows, someHash } from './scene-drives.ts';

const drives = rows.slice(0, 9).map(({ subject, serial, site, place }) => ({ subject, serial, site, place }));
const verdicts = ['not_borne_out', 'borne_out', 'unreadable', 'borne_out'] as const;
const failed = [0, 1, 0, 2, 0, 1, 9, 1];
const chart = controlChart(
  failed.map((each, at) => ({ name: `2026-${String(at + 4).padStart(2, '0')}`, checked: 96 + at * 7, failed: each })),
);

/** Some wait, one month was out of the ordinary, and the newest re-check found something. */
export const rechecks: Answer<'rechecks.list'> = {
  at_ms: nowMs,
  share_permille: 20,
  due: drives.slice(4).map(({ place, ...each }, at) => ({
    ...each,
    state: 'validated',
    ...(place === undefined ? {} : { place }),
    drawn_ms: nowMs - (5 - at) * dayMs,
  })),
  due_count: 5,
  gone_count: 3,
  done: drives.slice(0, 4).map(({ place: _place, ...each }, at) => ({
    ...each,
    event: `${at}${someHash.slice(1)}`,
    verdict: verdicts[at]!,
    by: { person: people[at]!.id, name: people[at]!.name },
    at_ms: nowMs - (at + 1) * dayMs,
  })),
  ...(chart.centre === undefined ? {} : { centre: chart.centre }),
  months: chart.points.map(({ name: month, ...point }) => ({ month, ...point })),
};

export const noRechecks: Answer<'rechecks.list'> = { at_ms: nowMs, due: [], due_count: 0, gone_count: 0, done: [], months: [] };
