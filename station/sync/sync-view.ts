import type { Asked, StationStore, SyncState } from '../../contract/ports.ts';
import type { SyncView } from '../../contract/views.ts';

/** How safe the station's facts are, for the window. */
export function syncView(store: Pick<StationStore, 'sync'>): SyncView {
  const state = store.sync.state();
  const { untold, ...counts } = store.sync.counts();
  const asked = store.sync.asked();
  const checkpoint = store.sync.checkpoint();
  return {
    ...(state.pins === undefined ? {} : { registry: state.pins.reg }),
    state: wordOf(state, counts.here - counts.acknowledged),
    ...counts,
    ...(state.lastContactMs === undefined ? {} : { last_contact_ms: state.lastContactMs }),
    ...(checkpoint === undefined ? {} : { checkpoint: { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root } }),
    ...(state.problem === undefined ? {} : { problem: state.problem }),
    ...(asked === undefined ? {} : { asked: askedView(asked) }),
    ...(untold === 0 ? {} : { untold }),
  };
}

function askedView({ kind, url, words, refused }: Asked): NonNullable<SyncView['asked']> {
  return { kind, url, words: [...words], ...(refused === undefined ? {} : { refused }) };
}

function wordOf(state: SyncState, waiting: number): SyncView['state'] {
  switch (state.phase) {
    case 'none':
      return 'none';
    case 'frozen':
      return 'frozen';
    case 'refused':
      return 'refused';
    case 'running':
      if (state.tries > 0) return 'offline';
      return waiting > 0 ? 'sending' : 'in_step';
  }
}
