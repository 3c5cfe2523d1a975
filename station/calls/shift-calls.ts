import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import type { HandedOver } from '../../contract/shift.ts';
import { handOver, shiftView } from '../custody/shift.ts';
import { refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { told } from './acting.ts';
import { isBehindLog } from './custody-calls.ts';

/** The end of a shift: what is open in somebody's hands, and its hand-over with both people at the bench. */
export function shiftCalls(room: Room) {
  const os = implement(bridge).shift;
  return {
    look: os.look.handler(() => {
      const session = room.people.current();
      return session === undefined ? refused('not_signed_in') : shiftView(room.parts, session.person);
    }),
    handOver: os.handOver.handler(async ({ input }): Promise<HandedOver | Receipt> => {
      const giver = await room.people.step(input.giver);
      if (giver.kind === 'refused') return refused(giver.why, giver.detail);
      try {
        const receiver = await room.people.step(input.receiver);
        if (receiver.kind === 'refused') return refused(receiver.why, receiver.detail);
        try {
          const behind = new Set<string>();
          for (const subject of input.drives) if (await isBehindLog(room, subject)) behind.add(subject);
          const people = { giver: giver.person, receiver: receiver.person };
          return told(room, () => handOver(room.parts, people, input.drives, behind));
        } finally {
          receiver.end();
        }
      } finally {
        giver.end();
      }
    }),
  };
}
