import type { StationStore } from '../../contract/ports.ts';
import { dayMs, holdListDays } from '../../domain/retention/clock.ts';

/**
 * May holds have been placed of which this station cannot know? Only a station of a registry asks: alone, every hold is
 * written here. What counts is when the feed was read to its end: a push that was answered says nothing of holds. Fails
 * closed: never read, read in the future, too long ago, or a feed that is not believed.
 *
 * @param nowMs Unix ms
 */
export function isHoldListOld(store: Pick<StationStore, 'sync' | 'pull'>, nowMs: number): boolean {
  const { pins } = store.sync.state();
  if (pins === undefined) return false;
  const readMs = store.pull.readMs();
  if (readMs === undefined || readMs > nowMs) return true;
  return nowMs - readMs > holdListDays * dayMs || store.pull.problem() !== undefined;
}
