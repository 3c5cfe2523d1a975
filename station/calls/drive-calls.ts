import { implement, ORPCError } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import type { DriveRow, DriveShelf } from '../../contract/ports.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { fillIn } from '../custody/fields.ts';
import { follow } from '../feed/changes.ts';
import { labelsOf } from '../labels/content.ts';
import type { Room } from '../room.ts';
import { drawnRows, lineOfDrive } from '../views/drive-line.ts';
import { driveView } from '../views/drive-view.ts';
import { signedIn } from './acting.ts';
import { waitIn } from './waiting.ts';

/** Finding drives, and the view of one. */
export function driveCalls(room: Room) {
  const os = implement(bridge).drives;
  return {
    find: os.find.handler(({ input: { query, states, drawn, limit } }) => {
      const rows =
        drawn === true ? drawnRows(room.parts, limit) : foundBy(room, query, { limit, ...(states === undefined ? {} : { states }) });
      return rows.map((row) => lineOfDrive(room.parts, row));
    }),
    fillIn: os.fillIn.handler(({ input }) => signedIn(room, (hands) => fillIn(room.parts, hands, input))),
    feed: os.feed.handler(({ input, signal }) => {
      if (driveView(room, input.subject) === undefined) throw new ORPCError('NOT_FOUND', { message: 'drive_unknown' });
      return follow(() => present(driveView(room, input.subject)), room.parts.changes, waitIn(room), signal);
    }),
  };
}

/** Our own printed label leads to its drive, once it was scanned on it; anything else is looked for by its words. */
function foundBy({ parts: { store } }: Room, query: string, options: Parameters<DriveShelf['find']>[1]): readonly DriveRow[] {
  const own = readOwnCode(query);
  if (own?.kind !== 'drive') return store.drives.find(query, options);
  const { number } = own;
  const [subject, second] = store.drives.tagged(own.tag);
  const row = subject === undefined || second !== undefined ? undefined : store.drives.row(subject);
  const isOnIt =
    row !== undefined && labelsOf(store, row.subject).printed.some((label) => label.number === number && label.applied !== undefined);
  return isOnIt && options.states?.includes(row.state) !== false ? [row] : [];
}

/** A view that was there when the feed began: facts are never taken away, so it stays. */
function present<T>(view: T | undefined): T {
  if (view === undefined) throw new Error('a drive that had a record lost it');
  return view;
}
