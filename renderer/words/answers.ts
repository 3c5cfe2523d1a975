import type { AnswerStanding } from '../../contract/answers.ts';
import type { ExcuseGround } from '../../domain/facts/containers.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import { ago, count, day } from './numbers.ts';
import type { Mark } from './states.ts';

/** Words of what a vendor sends back for a lot. */
export const answerText = {
  title: 'What came back for it',
  lead: 'The vendor’s or maker’s own table, one line for each drive. It is its word and proves nothing by itself.',
  choose: 'Choose the answer',
  serial: 'Serial number in the file',
  method: 'Method',
  date: 'Day',
  drive: 'Drive of the lot',
  verdict: 'Says',
  lackingHead: 'Nothing good is told of these drives: ask for them',
  sign: 'Sign that this came back',
  excuse: 'Let it stand without an answer',
  excuseTitle: 'Let a drive stand without an answer',
  ground: 'Why',
  note: 'In a few words',
  excused: (drives: number): string => `${count(drives, 'drive stands', 'drives stand')} without an answer, by name.`,
} as const;

const verdicts: Readonly<Record<string, string>> = {
  matched: 'Matches',
  not_in_lot: 'No such drive in the lot',
  serial_unclear: 'Fits two drives of the lot',
  twice: 'Stands twice',
  no_method: 'Tells no method',
  date_unclear: 'The day is unclear',
  before_it_left: 'The day lies before it left',
  in_the_future: 'The day has not come yet',
};

export function verdictWord(verdict: string): { readonly mark: Mark; readonly word: string } {
  return { mark: verdict === 'matched' ? 'proven' : 'stopped', word: verdicts[verdict] ?? verdict };
}

export const excuseWords: Record<ExcuseGround, string> = {
  witnessed_here: 'its destruction was witnessed here',
  vendor_cannot_tell: 'the vendor cannot tell more',
  answered_otherwise: 'it was answered for in another way',
  lost: 'it was lost',
  other: 'another reason',
};

export function answerSentence({ matched, lacking_count: lacking, odd }: Fact<'lot.answered'>): string {
  const gaps =
    lacking + odd === 0
      ? ''
      : ` ${count(lacking, 'drive is', 'drives are')} lacking, ${count(odd, 'line is', 'lines are')} about none of them.`;
  return `An answer came back for it: ${count(matched, 'drive has', 'drives have')} one good line.${gaps}`;
}

/** Where the answer for a closed lot stands. A late one is said, and what to do. */
export function answerWord(
  { state, due_ms: due, lacking, odd }: AnswerStanding,
  nowMs: number,
): { readonly mark: Mark; readonly word: string } {
  if (state === 'settled') return { mark: 'proven', word: 'Settled' };
  const late = nowMs >= due;
  const when = late ? `wanted ${ago(due, nowMs)}` : `wanted by ${day(due)}`;
  if (state === 'none') return { mark: late ? 'stopped' : 'waiting', word: `No answer yet, ${when}` };
  return {
    mark: late ? 'stopped' : 'waiting',
    word: `${count(lacking.length, 'drive', 'drives')} to ask for, ${count(odd, 'odd line', 'odd lines')}, ${when}`,
  };
}
