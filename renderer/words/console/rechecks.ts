import { recheckVerdictWord } from '../recheck.ts';
import { grouped } from '../numbers.ts';

export { recheckVerdictWord };

/** A share as people say it, to a tenth of a percent. */
export function shareWord(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

export const recheckPage = {
  title: 'Re-checks',
  lead: 'Drives that were drawn by the log, to be read again by another person in another bay. Nobody chooses them.',
  drawsNone: 'This registry draws no drives. Whoever runs it sets a share (recheck_permille).',
  draws: (permille: number) => `The newest window drew ${permille} of a thousand certified drives.`,
  waiting: 'Waiting',
  waitingCount: (count: number) => (count === 1 ? '1 drive waits' : `${grouped(count)} drives wait`),
  shownOf: (shown: number, count: number) => `The ${grouped(shown)} that wait longest, of ${grouped(count)}.`,
  gone: (count: number) =>
    `${count === 1 ? '1 more left' : `${grouped(count)} more left`} or ${count === 1 ? 'was' : 'were'} destroyed before anybody looked.`,
  none: 'No drive waits for a re-check.',
  noneMore: 'A drive that is drawn stands here until somebody has read it again.',
  done: 'Read again',
  doneNone: 'No drive was read again yet.',
  serial: 'Serial',
  state: 'State',
  where: 'Where',
  drawn: 'Drawn',
  verdict: 'Result',
  by: 'By',
  at: 'At',
  chart: 'Results not borne out, by month',
  chartNone: 'Nothing was read again yet, so there is nothing to draw.',
  chartLead: (centre: string) =>
    `Over all months ${centre}. A month above its own limit, three standard deviations over that, is more than chance: look at its benches.`,
  month: 'Month',
  checked: 'Read',
  failed: 'Not borne out',
  share: 'Share',
  limit: 'Limit',
  out: 'Above the limit',
  inside: 'Within',
  judged: 'Judged',
} as const;
