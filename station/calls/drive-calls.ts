import { implement, ORPCError } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import { follow } from '../feed/changes.ts';
import type { Room } from '../room.ts';
import { lineOfDrive } from '../views/drive-line.ts';
import { driveView } from '../views/drive-view.ts';
import { waitIn } from './waiting.ts';

/** Finding drives, and the view of one. */
export function driveCalls(room: Room) {
  const os = implement(bridge).drives;
  return {
    find: os.find.handler(({ input: { query, states, limit } }) =>
      room.parts.store.drives
        .find(query, { limit, ...(states === undefined ? {} : { states }) })
        .map((row) => lineOfDrive(room.parts, row)),
    ),
    feed: os.feed.handler(({ input, signal }) => {
      if (driveView(room, input.subject) === undefined) throw new ORPCError('NOT_FOUND', { message: 'drive_unknown' });
      return follow(() => present(driveView(room, input.subject)), room.parts.changes, waitIn(room), signal);
    }),
  };
}

/** A view that was there when the feed began: facts are never taken away, so it stays. */
function present<T>(view: T | undefined): T {
  if (view === undefined) throw new Error('a drive that had a record lost it');
  return view;
}
