import type { StationStore, StoredFact } from '../../contract/ports.ts';
import { type BayStep, bayMap, type TaughtBay } from '../../domain/drive/bay-map.ts';
import { readFact } from '../../domain/facts/facts.ts';

/** Ports that people have taught as bays, from the station's own facts, in the order of their names. */
export function taughtBays(store: Pick<StationStore, 'shelf'>): readonly TaughtBay[] {
  const facts = [...ofType(store, 'bay.taught'), ...ofType(store, 'bay.forgotten')];
  return bayMap(facts.toSorted((a, b) => a.fact.epoch - b.fact.epoch || a.fact.seq - b.fact.seq).flatMap(stepOf));
}

function ofType(store: Pick<StationStore, 'shelf'>, type: 'bay.taught' | 'bay.forgotten'): readonly StoredFact[] {
  return store.shelf.ofType(type, 0, Number.MAX_SAFE_INTEGER);
}

function stepOf({ fact }: StoredFact): readonly BayStep[] {
  const read = readFact(fact.type, fact.body);
  if (read.kind !== 'fact') return [];
  switch (read.fact.type) {
    case 'bay.taught':
      return [{ kind: 'taught', bay: read.fact.body }];
    case 'bay.forgotten':
      return [{ kind: 'forgotten', port: read.fact.body.port }];
    default:
      return [];
  }
}
