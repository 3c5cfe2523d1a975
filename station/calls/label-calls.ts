import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import { applyLabel } from '../labels/scan-back.ts';
import { refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { labelsOfView, labelsPageView } from '../views/labels-view.ts';
import { signedIn } from './acting.ts';

/** Labels of our own: printing them, and scanning them back on containers. */
export function labelCalls(room: Room) {
  const os = implement(bridge).labels;
  const { labels, parts } = room;
  return {
    page: os.page.handler(() => (room.people.current() === undefined ? refused('not_signed_in') : labelsPageView(parts, labels))),
    of: os.of.handler(({ input }) => {
      if (room.people.current() === undefined) return refused('not_signed_in');
      return labelsOfView(parts, labels, input.subject) ?? refused('label_for_nothing');
    }),
    print: os.print.handler(({ input }) =>
      signedIn(room, (hands) => {
        const receipt = labels.ask(hands, input.subject);
        // Whoever asked for its label has the drive in hand.
        if (receipt.kind === 'done' && input.subject.startsWith('d1_')) room.desk.focus = input.subject;
        return receipt;
      }),
    ),
    test: os.test.handler(() => signedIn(room, (hands) => labels.askTest(hands))),
    cancel: os.cancel.handler(({ input }) => signedIn(room, () => labels.cancel(input.id))),
    again: os.again.handler(({ input }) => signedIn(room, () => labels.again(input.id))),
    cameOut: os.cameOut.handler(({ input }) => signedIn(room, () => labels.cameOut(input.id))),
    setPrinter: os.setPrinter.handler(({ input }) => signedIn(room, (hands) => labels.setPrinter(hands, input))),
    applied: os.applied.handler(({ input }) => signedIn(room, (hands) => applyLabel(parts, hands, input))),
  };
}
