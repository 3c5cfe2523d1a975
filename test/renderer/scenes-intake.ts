import type { ExpectedView } from '../../contract/expected.ts';
import { driveLines, nowMs, subjectOf } from './scenes.ts';

const listOf = (number: number): string => `c1_${number.toString(16).padStart(12, 'b')}${'0'.repeat(20)}`;
const findOf = (number: number): string => number.toString().padStart(22, 'f');

const rows: ExpectedView['rows'] = driveLines.map(({ subject, serial, model }, at) => ({
  row: at + 1,
  serial,
  ...(model === undefined ? {} : { model }),
  host: 'fra2-r41-n07',
  slot: `bay ${at}`,
  state:
    at < 4
      ? { kind: 'met', drive: subject, by: 'serial_equal' }
      : at === 4
        ? { kind: 'missing', reason: 'left_in_host' }
        : { kind: 'open' },
}));

/** Expected lists in each state. For tests and for looking at screens only. */
export const expectedViews: readonly ExpectedView[] = [
  {
    list: listOf(1),
    source: 'ticket',
    ticket: 'CHG-4711',
    at_ms: nowMs - 5_400_000,
    counts: { expected: rows.length, met: 4, missing: 1, open: rows.length - 5, finds: 2, finds_open: 1 },
    closed: false,
    rows,
    finds: [
      { find: findOf(1), place: 'CAGE-2', serial: 'ZL2A9K7X' },
      { find: findOf(2), place: 'CAGE-2', settled: 'belongs_elsewhere' },
    ],
    breaches: 0,
  },
  {
    list: listOf(2),
    source: 'csv',
    at_ms: nowMs - 90_000_000,
    counts: { expected: 1, met: 1, missing: 0, open: 0, finds: 0, finds_open: 0 },
    closed: true,
    rows: [{ row: 1, serial: 'WFK2J0L1', state: { kind: 'met', drive: subjectOf(3), by: 'wwn_equal' } }],
    finds: [],
    breaches: 0,
  },
];
