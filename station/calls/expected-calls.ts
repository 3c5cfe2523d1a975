import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import { fromBase64 } from '../../domain/bytes.ts';
import type { Hands } from '../custody/attempt.ts';
import { claimDrive } from '../intake/claim.ts';
import * as expected from '../intake/expected.ts';
import { meetOpenLists } from '../intake/meet.ts';
import { done, refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { expectedLines, expectedView } from '../views/expected-view.ts';
import { signedIn, withSecond } from './acting.ts';

/** Lists of drives that are to come. */
export function expectedCalls(room: Room) {
  const os = implement(bridge).expected;
  const { parts, desk } = room;
  const told = (answer: expected.ExpectedAnswer): Receipt =>
    answer.kind === 'done' ? done(answer.facts, answer.list) : refused(answer.why, answer.rows?.join(', '));
  const acting = (act: (hands: Hands) => expected.ExpectedAnswer): Receipt => signedIn(room, (hands) => told(act(hands)));
  return {
    lists: os.lists.handler(() => [...expectedLines(parts)]),
    look: os.look.handler(({ input }) => expectedView(parts, input.list)),
    read: os.read.handler(async ({ input }) => {
      const bytes = fromBase64(input.base64);
      if (room.lists === undefined || bytes === undefined) return { kind: 'unread', why: 'not_text', more: 0 };
      return room.lists.read(input.name, input.layout, bytes);
    }),
    make: os.make.handler(({ input: { ticket, rows, unnamed = 0, file } }) =>
      acting((hands) =>
        expected.listExpected(parts, hands, {
          source: file === undefined ? 'ticket' : 'csv',
          rows: [...rows, ...Array.from({ length: unnamed }, () => ({ unnamed: true as const }))],
          ticket,
          file,
        }),
      ),
    ),
    take: os.take.handler(({ input: { list, ...claim } }) =>
      withSecond(room, claim.typed?.witness, (both) => {
        const claimed = claimDrive(parts, desk, both, claim);
        const hands = { actor: both.actor };
        if (claimed.kind === 'refused') return claimed;
        room.bindAgain();
        const drive = claimed.subject ?? '';
        // It may have met its row by being taken in; what no list names becomes a find of this one.
        return meetOpenLists(parts, hands, drive).includes(list) ? claimed : told(expected.meetExpected(parts, hands, list, drive));
      }),
    ),
    meet: os.meet.handler(({ input: { list, drive } }) => acting((hands) => expected.meetExpected(parts, hands, list, drive))),
    miss: os.miss.handler(({ input: { note, ...missing } }) =>
      acting((hands) => expected.explainMissing(parts, hands, { ...missing, ...(note === undefined ? {} : { note }) })),
    ),
    settle: os.settle.handler(({ input: { note, drive, ...settled } }) =>
      acting((hands) =>
        expected.settleFind(parts, hands, {
          ...settled,
          ...(note === undefined ? {} : { note }),
          ...(drive === undefined ? {} : { drive }),
        }),
      ),
    ),
    close: os.close.handler(({ input }) => acting((hands) => expected.closeExpected(parts, hands, input.list))),
  };
}
