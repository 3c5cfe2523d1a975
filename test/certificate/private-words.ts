import { boss, judge, keeper, tech } from './kit.ts';

/** Everything in the kit's certificate for a sanitized drive that is personal, or the customer's own affair. */
export const privateWords: readonly string[] = [
  // sealed and opened
  'store-0417.lis2.example',
  'bay 11',
  'INC-48213',
  'Object storage',
  'Reallocated sectors rising.',
  'Batch 2026-47.',
  'Ana Müller',
  'Jo Lindqvist',
  'Validator 1',
  'Rui Álvares',
  // in the clear, in events and body
  boss,
  tech,
  keeper,
  judge,
  'Lisbon 2',
  'Bench 3',
  'Row 14, rack 7',
  'confidential',
  'residual_risk_accepted_v1',
];
