import type { StationStore } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { readFact } from '../../domain/facts/facts.ts';

/** The id and the name of this station; undefined until it is set up. */
export function ownName(store: Pick<StationStore, 'shelf'>): { readonly station: string; readonly site: string } | undefined {
  const named = store.shelf.newestOf('station.named')?.fact;
  const read = named === undefined ? undefined : readFact(named.type, named.body);
  return named !== undefined && read?.kind === 'fact' && read.fact.type === 'station.named'
    ? { station: named.station, site: read.fact.body.site }
    : undefined;
}

/** Where this station is: by the registry that let it in, else by its own word. */
export function ownSite(store: Pick<StationStore, 'shelf'>, authority: Authority | undefined): string | undefined {
  const own = ownName(store);
  return own === undefined ? undefined : (authority?.stations.get(own.station)?.site ?? own.site);
}
