import { describe, expect, test } from 'vitest';
import { type Figure, lineOf } from './figures.ts';
import { table } from './table.ts';

const rate: Figure = {
  name: 'drive_zero_fio',
  unit: 'MiB/s',
  better: 'more',
  oursIs: 'ours in words',
  peerIs: 'fio in words',
  ours: [960, 970, 1200],
  peer: [1000, 1000, 900],
  goal: 0.97,
};
const time: Figure = { ...rate, name: 'drive_zero_fio_cpu', unit: 'CPU s/GiB', better: 'less', ours: [0.5], peer: [2], goal: 5 };

describe('the table of figures', () => {
  test('holds medians against the goal: rates by more, times by less', () => {
    expect(lineOf(rate)).toEqual({ name: 'drive_zero_fio', ours: 970, peer: 1000, unit: 'MiB/s', ratio: 0.97 });
    expect(lineOf(time).ratio).toBe(4);
    const [, first = '', second = ''] = table([rate, time]).split('\n');
    expect(first).toMatch(/970 \(960–1200\).*≥ 0\.97: reached$/);
    expect(second).toMatch(/≥ 5: missed$/);
  });

  test('says once what figures share', () => {
    const text = table([rate, time]);
    expect(text.split('ours in words')).toHaveLength(2);
    expect(text).toContain('drive_zero_fio, drive_zero_fio_cpu\n  ours:  ours in words\n  peer:  fio in words');
  });
});
