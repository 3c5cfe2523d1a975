import type { StationStore } from '../../contract/ports.ts';
import type { Around } from '../../domain/containers/around.ts';

/** What this station's store knows of everything beside one container. */
export function aroundIn(store: Pick<StationStore, 'drives' | 'containers'>): Around {
  return {
    drive: (subject) => store.drives.life(subject),
    container: (subject) => store.containers.life(subject),
    inside: (item) => store.containers.inside(item),
  };
}
