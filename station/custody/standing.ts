import type { StandingView } from '../../contract/containment.ts';
import type { OpenCase } from '../../domain/custody/life.ts';

/** Open cases as the window draws them. */
export function casesView(cases: readonly OpenCase[] | undefined): StandingView['cases'] {
  return (cases ?? []).map(({ mark, ...open }) => ({ ...open, since_ms: msOf(mark.wall) }));
}

/** Unix ms of a wall time; 0 for one that cannot be read. */
export function msOf(wall: string): number {
  const ms = Date.parse(wall);
  return Number.isFinite(ms) ? ms : 0;
}
