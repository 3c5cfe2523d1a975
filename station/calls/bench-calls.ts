import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import type { ScanView } from '../../contract/views.ts';
import type { Command } from '../../domain/label/codes.ts';
import { type LabelCode, labelScanned } from '../labels/at-bench.ts';
import { askAboutDriveInHand } from '../bench/ask-registry.ts';
import { attemptCommand } from '../bench/commands.ts';
import { readScan } from '../bench/scan.ts';
import { follow } from '../feed/changes.ts';
import { done } from '../receipt.ts';
import type { Room } from '../room.ts';
import { undo } from '../custody/undo.ts';
import { benchView } from '../views/bench-view.ts';
import { signedIn } from './acting.ts';
import { waitIn } from './waiting.ts';

/** Scans that put a drive, or more of its label, into somebody's hand. */
const aboutDrives: ReadonlySet<ScanView['verdict']> = new Set(['part_added', 'drive_found', 'label_matches', 'label_differs', 'zombie']);

/** The bench itself: its view, and everything that a scanner says. */
export function benchCalls(room: Room) {
  const os = implement(bridge).bench;
  const { parts, desk } = room;
  return {
    feed: os.feed.handler(({ signal }) => follow(() => benchView(room), parts.changes, waitIn(room), signal)),
    scan: os.scan.handler(({ input }) => {
      const actions = {
        command: (command: Command) => attemptCommand(room, command),
        bindAgain: () => room.bindAgain(),
        label: (code: LabelCode) => labelScanned(room, code),
      };
      const scan = readScan(room, actions, input);
      if (aboutDrives.has(scan.verdict)) askAboutDriveInHand(room);
      return scan;
    }),
    undo: os.undo.handler(({ input }) => signedIn(room, ({ actor }) => undo(parts, actor, input.event))),
    clearScan: os.clearScan.handler(() => {
      desk.clear();
      parts.changes.notify();
      return done([]);
    }),
  };
}
