import { describe, expect, test } from 'vitest';
import { readArguments } from './command-line.ts';

describe('what the bench is asked for', () => {
  test('is everything when nothing is said, and one group when it is named', () => {
    expect(readArguments([])).toEqual({ kind: 'run', json: false, groups: [], only: [], sizeMib: 1024, historyEvents: 1_000_000 });
    expect(readArguments(['--', 'drive', '--size', '256', '--rounds=1', '--json', '--history', '100000', '--only', 'eight_'])).toEqual({
      kind: 'run',
      json: true,
      groups: ['drive'],
      only: ['eight_'],
      rounds: 1,
      sizeMib: 256,
      historyEvents: 100_000,
    });
  });

  test('is refused in words when it cannot be meant', () => {
    for (const given of [['drives'], ['--sizes'], ['--rounds', '0'], ['--size', '100'], ['--size', '9000'], ['--history', '7'], ['--only']])
      expect(readArguments(given)).toMatchObject({ kind: 'wrong', says: expect.stringMatching(/\.$/) });
    expect(readArguments(['--help'])).toEqual({ kind: 'help' });
  });
});
