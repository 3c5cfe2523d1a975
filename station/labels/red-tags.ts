import type { StationStore } from '../../contract/ports.ts';
import type { DriveLife, Mark, RecordedFact } from '../../domain/custody/life.ts';
import { ownName } from '../policy/own-site.ts';
import { labelsOf, needsRedTag } from './content.ts';

type Store = Pick<StationStore, 'shelf' | 'drives' | 'containers'>;

/** Facts that may leave a drive with no way out but destruction. */
const condemning: ReadonlySet<string> = new Set(['custody.claimed', 'custody.quarantined', 'erase.failed', 'verify.finished']);
/** How far back is looked after a start, or once there is a printer: older drives were tagged by hand, or never. */
const lookBackMs = 86_400_000;
const mostAtOnce = 100;

/** The drives that these facts, just recorded here, condemned and that have no red tag yet. */
export function condemnedBy(store: Store, facts: readonly RecordedFact[]): readonly string[] {
  const subjects = facts.flatMap(({ type, subject }) => (condemning.has(type) && subject !== undefined ? [subject] : []));
  return [...new Set(subjects)].filter((subject) => lacksRedTag(store, store.drives.life(subject)));
}

/** The drives that this station condemned within the last day and that have no red tag yet. */
export function condemnedLately(store: Store & Parameters<typeof ownName>[0], nowMs: number): readonly string[] {
  const own = ownName(store)?.station;
  return store.drives
    .find('', { states: ['quarantined'], limit: mostAtOnce })
    .filter(({ subject, sinceMs }) => {
      const life = store.drives.life(subject);
      // Another station's drives get their tags there.
      const told = life === undefined ? undefined : store.shelf.byHash(causeOf(life)?.hash ?? '')?.fact.station;
      return sinceMs > nowMs - lookBackMs && told !== undefined && told === own && lacksRedTag(store, life);
    })
    .map(({ subject }) => subject);
}

function lacksRedTag(store: Store, life: DriveLife | undefined): boolean {
  if (life?.record === undefined || life.destroyed !== undefined || life.released !== undefined || !needsRedTag(life)) return false;
  return !labelsOf(store, life.subject).printed.some(({ red }) => red);
}

/** What condemned the drive, as far as one fact did. */
function causeOf({ quarantine, jobs, record }: DriveLife): Mark | undefined {
  const job = jobs.at(-1);
  return quarantine?.mark ?? job?.verification?.mark ?? job?.ended ?? record?.claimed;
}
