import type { DueList } from '../../contract/retention.ts';
import { driveLines, nowMs } from './scenes.ts';

const dayMs = 86_400_000;
const standings: readonly DueList['rows'][number]['due'][] = [
  { kind: 'overdue', by_ms: nowMs - 9 * dayMs },
  { kind: 'due', by_ms: nowMs + 14 * 3_600_000, warning: 1 },
  { kind: 'due', by_ms: nowMs + 5.5 * dayMs, warning: 7 },
  { kind: 'due', by_ms: nowMs + 26 * dayMs, warning: 30 },
  { kind: 'due', by_ms: nowMs + 80 * dayMs },
  { kind: 'held' },
  { kind: 'kept', until_ms: nowMs + 33 * dayMs },
];
const held = driveLines.filter(({ state }) => state !== 'released' && state !== 'destroyed');

/** Drives of contracts that have ended, one in each standing, the most urgent first. */
export const dueScene: DueList = {
  rows: standings.flatMap((due, at) => {
    const drive = held[at % held.length];
    if (drive === undefined) return [];
    const subject = `d1_${String(at).padStart(2, '0')}${drive.subject.slice(5)}`;
    return [{ drive: { ...drive, subject }, owner: at % 2 === 0 ? 'Acme Ltd' : 'Bolt & Co', due }];
  }),
  more: false,
  contracts: 2,
  unknown: 3,
  holds_old: false,
};
