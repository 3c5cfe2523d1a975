import type { SaveAs } from '../../../contract/console/parts.ts';
import type { FailuresBy } from '../../../contract/console/figures.ts';

export const figuresPage = {
  titleOf: (figure: string) => `Figures: ${figure.toLowerCase()}`,
  lead: 'Counted from the log over the last twelve months, of every site where you see every tenant.',
  which: 'Which figures',
  failures: 'Failures',
  scans: 'Scans and reasons',
  returns: 'Returns',
  credits: 'Credits',
  by: 'By',
  model: 'Model',
  firmware: 'Firmware',
  dock: 'Dock',
  unnamed: 'not told',
  erases: 'Erases',
  failing: 'Failed',
  failingMore: 'Failed, or found with data on it afterwards, of all erases that ended.',
  rate: 'Share',
  done: 'Ended',
  failed: 'Erase failed',
  refuted: 'Data found',
  stopped: 'Stopped',
  unverified: 'Not verified',
  noFailures: 'No erase has ended in this time.',
  steps: 'Labels truly scanned',
  stepsMore: 'By step, not by person. A hand-over or a move does not say how it was typed, so it is not counted here.',
  notScanned: (share: string) => `${share} not scanned`,
  reasons: 'Done otherwise, and why',
  step: 'Step',
  why: 'How or why',
  acts: 'Times',
  noActs: 'Nothing was taken in, docked or let through in this time.',
  waiting: 'Waiting to go back to the maker',
  waitingMore: 'By the days since they were bound for it. The old ones are late fees and lost credits.',
  days: (from: number, until: number | undefined) => (until === undefined ? `${from} days and more` : `${from} to ${until} days`),
  fates: 'What became of them',
  fatesMore: 'Drives; what they are worth is under Credits. Destroyed and gone elsewhere are credits that nobody will get.',
  month: 'Month',
  bound: 'Bound for it',
  sent: 'Sent',
  destroyed: 'Destroyed',
  elsewhere: 'Gone elsewhere',
  noReturns: 'No drive was bound for its maker in this time.',
} as const;

export const saveText = { saved: (name: string) => `${name} was saved.` } as const;

export const saveWords: Readonly<Record<SaveAs, string>> = { csv: 'Save as CSV', json: 'Save as JSON', pdf: 'Save as PDF' };

export const byWords: Readonly<Record<FailuresBy, string>> = { model: 'Model', firmware: 'Firmware', dock: 'Dock' };

/** `12.5 %`; nothing of nothing is no share. */
export function shareWords(part: number, whole: number): string {
  return whole === 0 ? '' : `${((part / whole) * 100).toFixed(1)} %`;
}
