import { describe, expect, it } from 'vitest';
import { consoleProblemCode } from '../../../contract/console/parts.ts';
import { finding } from '../../../contract/console/reports.ts';
import { conflictClass } from '../../../domain/facts/control.ts';
import { quartersBefore } from '../../../renderer/console/pages/quarters.ts';
import { clockWords, conflictWords, lineSentence } from '../../../renderer/words/console/drive.ts';
import { faultWords } from '../../../renderer/words/console/faults.ts';
import { findingRule } from '../../../renderer/words/console/reports.ts';
import { loggedRoutes, routeWords } from '../../../renderer/words/console/routes.ts';

describe('the console’s words', () => {
  it('say of every refusal what happened, what it means, and what to do, in whole sentences', () => {
    for (const code of [...consoleProblemCode.options, 'away', 'misread'] as const)
      for (const sentence of Object.values(faultWords(code))) expect(sentence, code).toMatch(/^[A-Z].*\.$/);
  });

  it('name the fix of everything that would fail an audit, and what closes each conflict', () => {
    for (const rule of finding.shape.rule.options)
      for (const sentence of Object.values(findingRule(rule))) expect(sentence, rule).toMatch(/^[A-Z].*\.$/);
    for (const kind of conflictClass.options) expect(conflictWords(kind).next, kind).toMatch(/\.$/);
  });

  it('have a name for every call that stands in the read log', () => {
    expect(loggedRoutes.length).toBeGreaterThan(5);
    expect(loggedRoutes.filter((id) => routeWords(id) === id.replace('.', ' '))).toEqual([]);
  });

  it('show a registry’s fact that cannot be read as such, and hide none', () => {
    expect(lineSentence({ type: 'conflict.opened', body: {}, opened: {} }, (id) => id).mark).toBe('unknown');
  });

  it('tell a clock’s error with its direction', () => {
    expect(clockWords({ src: 'registry', off: 412, age: 8 })).toMatch(/^412 ms behind/);
    expect(clockWords({ src: 'ntp', off: -3000, age: 8 })).toContain('ahead');
    expect(clockWords({ src: 'none', off: 0, age: 0 })).toContain('against nothing');
  });
});

describe('quarters', () => {
  it('go back over the turn of a year with their true last days', () => {
    expect(quartersBefore(new Date(2024, 1, 29, 12).getTime(), 2)).toEqual([
      { name: '2024 Q1', first: '2024-01-01', last: '2024-03-31' },
      { name: '2023 Q4', first: '2023-10-01', last: '2023-12-31' },
    ]);
  });
});
