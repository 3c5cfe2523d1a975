import type { StationStore } from '../../contract/ports.ts';
import { judgeWithin } from '../../domain/containers/whole.ts';
import { readFact } from '../../domain/facts/facts.ts';
import type { Gate } from '../record/recorder.ts';
import { aroundIn } from './around-in.ts';

/**
 * A gate, and behind it the seal of a container that is handed over whole: it still speaks for the drive when that is
 * offered behind it, and again when it is received.
 */
export function withSeals({ store }: { readonly store: Pick<StationStore, 'drives' | 'containers'> }, gate: Gate): Gate {
  return (life, proposed) => {
    const verdict = gate(life, proposed);
    if (verdict.kind === 'refused' || life === undefined) return verdict;
    const read = readFact(proposed.type, proposed.body);
    if (read.kind !== 'fact' || (read.fact.type !== 'custody.offered' && read.fact.type !== 'custody.received')) return verdict;
    const { within } = read.fact.body;
    return within === undefined ? verdict : judgeWithin(life.subject, within, aroundIn(store));
  };
}
