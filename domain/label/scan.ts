import type { Understood } from './understood.ts';

/**
 * Takes one scan apart and says what each part is. Never empty: what nothing fits is `unknown`.
 */
export function understandScan(text: string): readonly Understood[] {
  return [{ as: 'unknown', text, why: 'nothing_fits' }];
}
