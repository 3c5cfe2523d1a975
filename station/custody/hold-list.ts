import type { StationStore } from '../../contract/ports.ts';
import { dayMs, holdListDays } from '../../domain/retention/clock.ts';

/**
 * May holds have been placed of which this station cannot know? Only a station of a registry asks: alone, every hold is
 * written here. Fails closed: never heard of, heard of in the future, too long ago, or a feed that is not believed.
 *
 * @param nowMs Unix ms
 */
export function isHoldListOld(store: Pick<StationStore, 'sync' | 'pull'>, nowMs: number): boolean {
  const { pins, lastContactMs } = store.sync.state();
  if (pins === undefined) return false;
  if (lastContactMs === undefined || lastContactMs > nowMs) return true;
  return nowMs - lastContactMs > holdListDays * dayMs || store.pull.problem() !== undefined;
}
