import type { AskedView } from '../../contract/views.ts';
import { bestDriveName, driveId } from '../../domain/ledger/ids.ts';
import type { Room } from '../room.ts';

/**
 * The drive that a question to the registry would be about: the one whose label is being gathered, as its record would
 * be named; else the one in hand.
 */
export function subjectInHand({ desk }: Pick<Room, 'desk'>): string | undefined {
  if (!desk.gathering) return desk.focus;
  const { wwn, model, serial } = desk.label().claims;
  const isNamed = wwn !== undefined || (model !== undefined && serial !== undefined);
  return isNamed ? driveId(bestDriveName({ wwn, model: model ?? '', serial: serial ?? '' })) : undefined;
}

/** After a scan: what do other sites know of this drive? Only a station with a registry elsewhere has anybody to ask. */
export function askAboutDriveInHand(room: Pick<Room, 'desk' | 'parts' | 'lookout'>): void {
  const subject = subjectInHand(room);
  if (subject === undefined || room.lookout === undefined) return;
  if (room.desk.gathering || concernsOthers(room, subject)) void room.lookout.ask(subject);
}

/** Did another station write about this drive? Then more may have been written than was told here. */
export function concernsOthers({ parts: { store } }: Pick<Room, 'parts'>, subject: string): boolean {
  const own = store.facts.chain()?.identity.station;
  return store.shelf.storyOf(subject).some(({ fact }) => fact.station !== own);
}

/** What the registry said of the drive in hand, for the window. */
export function askedView(room: Pick<Room, 'desk' | 'lookout'>): AskedView | undefined {
  const subject = subjectInHand(room);
  const state = subject === undefined ? undefined : room.lookout?.of(subject);
  return subject === undefined || state === undefined ? undefined : { subject, state };
}
