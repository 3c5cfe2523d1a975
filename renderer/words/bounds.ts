import type { ContainerBounds, ContainerLine } from '../../contract/containment.ts';
import { count, day } from './numbers.ts';
import type { Mark } from './states.ts';

/** Words of how a container is looked after. */
export const boundsText = {
  title: 'How it is looked after',
  none: 'Nobody has said how many it holds, nor when it is counted or emptied.',
  noneOwn: 'It has no bounds of its own.',
  set: 'Set bounds',
  more: 'The list of containers then says when it is half full or full, and when a count or its emptying is due. Nothing is barred by it.',
  capacity: 'It is for so many things',
  countDays: 'Counted by two people every … days',
  emptyDays: 'Emptied … days after the first thing went in',
  blank: 'Blank: not asked for.',
  byPolicy: (days: number): string =>
    `The policy asks two people to count it at least every ${count(days, 'day', 'days')} while it has no seal.`,
  blankByPolicy: (days: number): string =>
    `Blank: every ${count(days, 'day', 'days')}, as the policy asks. More days than that change nothing.`,
  bad: 'Whole numbers only: days from 1 to 366, things from 1 to 100,000.',
  keep: 'Keep them',
} as const;

/** What is due of a container by now, the most urgent first. */
export function careStates(care: ContainerLine['care'], nowMs: number): readonly { readonly mark: Mark; readonly word: string }[] {
  if (care === undefined) return [];
  const { filled, count_due_ms: counts, empty_due_ms: empties } = care;
  const due = (at: number | undefined, over: string, soon: string): { readonly mark: Mark; readonly word: string }[] =>
    at === undefined
      ? []
      : [at <= nowMs ? { mark: 'stopped', word: `${over} since ${day(at)}` } : { mark: 'waiting', word: `${soon} ${day(at)}` }];
  const all: { readonly mark: Mark; readonly word: string }[] = [
    ...due(counts, 'Count overdue', 'Count by'),
    ...due(empties, 'To be emptied', 'Empty by'),
    ...(filled === undefined
      ? []
      : [filled === 'full' ? ({ mark: 'stopped', word: 'Full' } as const) : ({ mark: 'waiting', word: 'Half full' } as const)]),
  ];
  return all.toSorted((left, right) => Number(right.mark === 'stopped') - Number(left.mark === 'stopped'));
}

/** Bounds as they were said. */
export function boundsSentence({ capacity, count_days: countDays, empty_days: emptyDays }: ContainerBounds): string {
  const parts = [
    ...(capacity === undefined ? [] : [`it is for ${count(capacity, 'thing', 'things')}`]),
    ...(countDays === undefined ? [] : [`two people count it every ${count(countDays, 'day', 'days')}`]),
    ...(emptyDays === undefined ? [] : [`it is emptied after ${count(emptyDays, 'day', 'days')}`]),
  ];
  if (parts.length === 0) return 'No bounds any more.';
  const said = parts.join('; ');
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}
