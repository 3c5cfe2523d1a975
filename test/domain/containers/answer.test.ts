import { describe, expect, it } from 'vitest';
import { type AnswerLine, matchAnswer } from '../../../domain/containers/answer.ts';

const nowMs = Date.parse('2026-11-23T12:00:00Z');
const leftAt = '2026-11-20T09:00:00.000Z';
const drives = [
  { item: 'd1_a', serial: 'ZA17S7HH', model: 'ST8000NM0055-1RM112', leftAt },
  { item: 'd1_b', serial: 'WD-WCC4N1234567', model: 'WDC WD40EFRX', leftAt },
];
const line = (number: number, serial: string, more: Partial<AnswerLine> = {}): AnswerLine => ({
  line: number,
  serial,
  method: 'shred',
  date: '2026-11-21',
  ...more,
});
const good = [line(2, 'za17 s7hh'), line(3, 'WD-WCC4N1234567')];
const verdicts = (answer: readonly AnswerLine[], of: Parameters<typeof matchAnswer>[0] = drives): readonly string[] =>
  matchAnswer(of, answer, nowMs).lines.map(({ verdict }) => verdict);

describe('a vendor’s answer', () => {
  it('settles a lot when each drive has one good line and there is no other', () => {
    expect(matchAnswer(drives, good, nowMs)).toEqual({
      lines: [
        { line: 2, serial: 'za17 s7hh', verdict: 'matched', item: 'd1_a' },
        { line: 3, serial: 'WD-WCC4N1234567', verdict: 'matched', item: 'd1_b' },
      ],
      lacking: [],
      settled: true,
    });
  });

  it('with a drive missing settles nothing, and names it', () => {
    const match = matchAnswer(drives, good.slice(0, 1), nowMs);
    expect(match.settled).toBe(false);
    expect(match.lacking.map(({ item }) => item)).toEqual(['d1_b']);
  });

  it('with a line too many settles nothing, although no drive lacks', () => {
    const match = matchAnswer(drives, [...good, line(4, 'ZA99X9XX')], nowMs);
    expect(match).toMatchObject({ settled: false, lacking: [] });
    expect(match.lines.at(-1)).toEqual({ line: 4, serial: 'ZA99X9XX', verdict: 'not_in_lot' });
  });

  it('with two lines for one drive, however they are written, lets neither count', () => {
    const match = matchAnswer(drives, [...good, line(4, 'ZA17-S7HH', { method: 'melt' })], nowMs);
    expect(match.lines.map(({ verdict }) => verdict)).toEqual(['twice', 'matched', 'twice']);
    expect(match.lacking.map(({ item }) => item)).toEqual(['d1_a']);
  });

  it('for a serial that two drives of the lot have settles neither', () => {
    const twins = [...drives, { item: 'd1_c', serial: 'ZA17S7HH', model: 'ST8000NM0055-1RM112', leftAt }];
    const match = matchAnswer(twins, good, nowMs);
    expect(match.lines.map(({ verdict }) => verdict)).toEqual(['serial_unclear', 'matched']);
    expect(match.lacking).toHaveLength(2);
  });

  it.each<[string, Partial<AnswerLine>, string]>([
    ['no method', { method: ' ' }, 'no_method'],
    ['a day with two readings', { date: '03/04/2026' }, 'date_unclear'],
    ['a day that there is not', { date: '2026-02-30' }, 'date_unclear'],
    ['no day', { date: '' }, 'date_unclear'],
    ['a day before the drive left', { date: '2026-11-18' }, 'before_it_left'],
    ['a day to come', { date: '2026-11-26' }, 'in_the_future'],
    ['the day beside, for another time zone', { date: '2026-11-19' }, 'matched'],
    ['a day with its time', { date: '2026-11-21T08:15:00+09:00' }, 'matched'],
  ])('with %s is judged by it', (_, more, verdict) => {
    expect(verdicts([line(2, 'ZA17S7HH', more)])).toEqual([verdict]);
  });

  it('never matches a placeholder, an empty serial, or a drive whose serial nobody knows', () => {
    expect(
      verdicts(
        [line(2, ''), line(3, 'UNKNOWN')],
        [
          { item: 'd1_x', leftAt },
          { item: 'd1_y', serial: 'UNKNOWN', leftAt },
        ],
      ),
    ).toEqual(['not_in_lot', 'not_in_lot']);
  });

  it('for a lot without drives settles nothing', () => {
    expect(matchAnswer([], [], nowMs).settled).toBe(false);
  });
});
