import type { AnswerView } from '../../contract/answers.ts';

/** A file of two lines, of which one is about nothing in the lot. */
export const answerScene: AnswerView = {
  kind: 'answer',
  sha256: 'A'.repeat(43),
  lines: [
    { line: 2, serial: 'ZA1SPARE', method: 'shred', date: '2026-11-20', verdict: 'not_in_lot' },
    { line: 3, serial: 'S/N unclear', method: '', date: '20/11/2026', verdict: 'no_method' },
  ],
  lacking: [{ item: `d1_${'4'.repeat(32)}`, serial: 'WD-WX21D0000004' }],
  settled: false,
};
