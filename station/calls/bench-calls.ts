import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import { attemptCommand } from '../bench/commands.ts';
import { readScan } from '../bench/scan.ts';
import { follow } from '../feed/changes.ts';
import { done } from '../receipt.ts';
import type { Room } from '../room.ts';
import { benchView } from '../views/bench-view.ts';
import { waitIn } from './waiting.ts';

/** The bench itself: its view, and everything that a scanner says. */
export function benchCalls(room: Room) {
  const os = implement(bridge).bench;
  const { parts, desk } = room;
  return {
    feed: os.feed.handler(({ signal }) => follow(() => benchView(room), parts.changes, waitIn(room), signal)),
    scan: os.scan.handler(({ input }) =>
      readScan(room, { command: (command) => attemptCommand(room, command), bindAgain: () => room.bindAgain() }, input),
    ),
    clearScan: os.clearScan.handler(() => {
      desk.clear();
      parts.changes.notify();
      return done([]);
    }),
  };
}
