import { matchRow } from '../../domain/intake/match-row.ts';
import type { Hands } from '../custody/attempt.ts';
import type { StationParts } from '../parts.ts';
import { claimsOfDrive, expectedList, meetExpected, waitingLists } from './expected.ts';

/**
 * A drive that has come into custody meets its row in every list that still waits for it, wherever it was scanned. A list that
 * does not name it is left alone: only who works on a list calls a drive a find of it. @returns the lists that it met
 */
export function meetOpenLists(parts: Pick<StationParts, 'store' | 'recorder' | 'random'>, hands: Hands, drive: string): readonly string[] {
  const life = parts.store.drives.life(drive);
  const record = life?.record;
  if (life === undefined || record === undefined) return [];
  return waitingLists(parts).filter((list) => {
    const known = expectedList(parts, list);
    if (known?.complete !== true || matchRow(known, claimsOfDrive(life, record)).kind !== 'row') return false;
    return meetExpected(parts, hands, list, drive).kind === 'done';
  });
}
