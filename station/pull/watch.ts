import type { StationStore } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { Caller, Said } from '../sync/call.ts';
import { signedCall } from '../sync/call.ts';

export interface WatchNeeds {
  readonly store: Pick<StationStore, 'sync' | 'facts' | 'drives' | 'shelf'>;
}

/** Facts after which a drive concerns the site of their author, and others no more. */
const takings: ReadonlySet<string> = new Set(['custody.claimed', 'custody.received', 'custody.released', 'drive.destroyed']);

/**
 * Drives of this station that another site has taken, or says it has: the feed is silent about them from there on. They
 * are watched, so that whoever gave a drive away learns what became of it, and both sides of a dispute hear both.
 */
export function takenElsewhere({ store }: WatchNeeds, authority: Authority, entries: readonly Entry[]): readonly string[] {
  const station = store.facts.chain()?.identity.station ?? '';
  const siteOf = (id: string): string | undefined => authority.stations.get(id)?.site;
  return entries.flatMap(({ event }) => {
    const { subject } = event;
    if (subject === undefined || !takings.has(event.type) || event.station === controlStation) return [];
    return siteOf(event.station) !== siteOf(station) && isOurs(store, subject) ? [subject] : [];
  });
}

/**
 * Has the registry tell of a drive that this station wrote about, wherever it goes; no more once it came to its end and
 * nothing is in dispute. Another drive, and a registry that watches as much as it will, change nothing.
 */
export async function watchWhileOpen({ store }: WatchNeeds, caller: Caller, subject: string): Promise<Said | undefined> {
  const life = store.drives.life(subject);
  if (life === undefined || !isOurs(store, subject)) return undefined;
  return signedCall(store.sync, caller, {
    method: isOver(life) ? 'DELETE' : 'PUT',
    path: `/v1/watch/${subject}`,
  });
}

function isOurs(store: Pick<StationStore, 'shelf'>, subject: string): boolean {
  return store.shelf.ofSubject(subject).length > 0;
}

function isOver({ destroyed, released, disputed }: DriveLife): boolean {
  return !disputed && (destroyed !== undefined || (released !== undefined && released.way !== 'reuse'));
}
