import type { StationStore } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { parseHybrid } from '../../domain/ledger/clock.ts';
import type { Changes } from '../../station/feed/changes.ts';
import type { People } from '../../station/people/people.ts';
import { type LogView, peopleByLog } from '../../station/people/standing.ts';
import type { Recorder } from '../../station/record/recorder.ts';
import { machineClock } from '../machine/clock.ts';

/** The store, with its people as the registry's log has them. What is folded or told again reads the store itself. */
export function followLog(kept: StationStore, authority: () => Authority | undefined): StationStore {
  return { ...kept, people: peopleByLog(kept.people, logView(kept, authority)) };
}

/** Something came in: whoever the registry ended leaves the bench, and every view is made anew. */
export function tellChange(recorder: Recorder, people: People, changes: Changes): void {
  if (recorder.working) people.closeEnded();
  changes.notify();
}

/** What is known here of the registry's log and time. */
function logView(store: StationStore, authority: () => Authority | undefined): LogView {
  return {
    authority,
    site: () => authority()?.stations.get(store.facts.chain()?.identity.station ?? '')?.site,
    nowMs() {
      const wallMs = machineClock.wallMs() + (store.sync.state().offset?.offsetMs ?? 0);
      // A clock that is set back makes no list younger: the chain's own time never goes back.
      return Math.max(wallMs, parseHybrid(store.facts.chain()?.hlc ?? '')?.ms ?? 0);
    },
  };
}
