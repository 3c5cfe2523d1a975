import { count } from '../numbers.ts';

/** The page of credits among the figures. */
export const creditsPage = {
  late: 'Late fees ahead',
  lateMore: 'Drives with an open credit that have not gone back, whose maker’s window is over or ends within two weeks.',
  noneLate: 'None: no such window is over or ends within two weeks.',
  months: 'Credits by month and maker',
  none: 'No credit was expected in this time. It is written down on a drive’s page at a station.',
  why: 'Refused, and why',
  month: 'Month',
  maker: 'Maker',
  drives: 'Drives',
  first: 'First window ends',
  over: 'Over',
  overWords: (over: number): string => count(over, 'drive', 'drives'),
  fees: 'Fees',
  feeUnknown: 'not known',
  expected: 'Expected',
  received: 'Received',
  refused: 'Refused',
  open: 'Open',
  reason: 'Why',
} as const;
