import type { FeedEnd } from '../../contract/registry-feed.ts';
import type { Ledger } from '../registry.ts';

/** Which part of the log may be told to those who follow it, and whether the tables that say so can be trusted. */
export interface Tellable {
  /** The last index that every one of the projections has seen and that a checkpoint covers. */
  last(): number;
  checkpoint(): Pick<FeedEnd, 'size' | 'checkpoint'>;
  /** Another value than before: a table was emptied meanwhile, and what was read of it may lack something. */
  generation(): string;
  /** Why nothing can be told; undefined when all is well. */
  standstill(): 'not_signed' | 'stopped' | 'building' | undefined;
}

export function tellable({ log, integrator, projector }: Ledger, names: readonly string[]): Tellable {
  return {
    last() {
      const seen = names.map((name) => {
        const { logId, next } = projector.status(name).position;
        if (logId === log.logId) return next;
        return logId > log.logId ? Number.MAX_SAFE_INTEGER : 0;
      });
      return Math.min(...seen, integrator.published()?.size ?? 0) - 1;
    },
    checkpoint() {
      const published = integrator.published();
      return published === undefined ? { size: 0 } : { size: published.size, checkpoint: published.note };
    },
    generation: () => names.map((name) => projector.generation(name)).join(' '),
    standstill() {
      if (integrator.published() === undefined && integrator.alarm() !== undefined) return 'not_signed';
      const states = names.map((name) => projector.status(name).state);
      if (states.includes('stopped')) return 'stopped';
      return states.includes('building') ? 'building' : undefined;
    },
  };
}
