import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import type { Bay } from '../../contract/helper.ts';
import { mayCause } from '../../domain/people/duties.ts';
import { taughtBays } from '../docks/bay-map.ts';
import { follow } from '../feed/changes.ts';
import { done, refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { baysView } from '../views/bays-view.ts';
import { signedIn } from './acting.ts';
import { waitIn } from './waiting.ts';

/** Which ports of this machine are bays. */
export function bayCalls(room: Room) {
  const os = implement(bridge).bays;
  return {
    feed: os.feed.handler(({ signal }) => follow(() => baysView(room), room.parts.changes, waitIn(room), signal)),
    teach: os.teach.handler(({ input }) =>
      signedIn(room, ({ actor }) => {
        const name = input.name.normalize('NFC').trim();
        if (name === '') return refused('name_missing');
        if (!mayCause('bay.taught', actor)) return refused('role_missing');
        room.teaching.begin(name);
        return done([]);
      }),
    ),
    stopTeaching: os.stopTeaching.handler(() => {
      room.teaching.end();
      return done([]);
    }),
    blink: os.blink.handler(async ({ input }) => {
      if (room.people.current() === undefined) return refused('not_signed_in');
      if (room.docks.at(input.port) === undefined) return refused('bay_unknown');
      if (room.docks.isHeld(input.port)) return refused('bay_in_use');
      const blinked = await room.docks.blink(input.port);
      return blinked.kind === 'blinked' ? done([]) : refused('drive_silent', blinked.detail);
    }),
    forget: os.forget.handler(({ input }) =>
      signedIn(room, ({ actor }) => {
        if (!mayCause('bay.forgotten', actor)) return refused('role_missing');
        if (!taughtBays(room.parts.store).some(({ port }) => port === input.port)) return refused('bay_unknown');
        // The drive in it would lose its bay in the middle of its erase.
        if (room.docks.isHeld(input.port)) return refused('bay_in_use');
        return done(room.parts.recorder.record([{ type: 'bay.forgotten', body: { port: input.port }, actor: actor.id }]));
      }),
    ),
  };
}

/** A drive was put in while a bay was being taught: its port has that name from now on, signed by whoever is at the bench. */
export function teachOnArrival(room: Room, bay: Bay): Receipt | undefined {
  const name = room.teaching.arrived(bay);
  if (name === undefined) return undefined;
  return signedIn(room, ({ actor }) => {
    if (!mayCause('bay.taught', actor)) return refused('role_missing');
    const body = { port: bay.port, name, dock: bay.dock };
    return done(room.parts.recorder.record([{ type: 'bay.taught', body, actor: actor.id }]));
  });
}
