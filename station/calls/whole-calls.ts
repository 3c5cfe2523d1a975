import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import * as whole from '../custody/whole.ts';
import { refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { inStep, signedIn } from './acting.ts';
import { isBehindLog } from './custody-calls.ts';

/** A sealed container that changes hands unopened. */
export function wholeCalls(room: Room) {
  const os = implement(bridge).whole;
  const { parts } = room;
  return {
    look: os.look.handler(({ input }) => whole.wholeView(parts, input.container)),
    limbo: os.limbo.handler(() => [...whole.wholesInLimbo(parts)]),
    offer: os.offer.handler(({ input }) => signedIn(room, (hands) => whole.offerWhole(parts, hands, input))),
    withdraw: os.withdraw.handler(({ input }) => signedIn(room, (hands) => whole.withdrawWhole(parts, hands, input))),
    receive: os.receive.handler(async ({ input }) => {
      for (const drive of whole.drivesOfWhole(parts, input.container)) if (await isBehindLog(room, drive)) return refused('log_knows_more');
      return input.receiver === undefined
        ? signedIn(room, ({ actor }) => whole.receiveWhole(parts, actor, input))
        : inStep(room, input.receiver, (receiver) => whole.receiveWhole(parts, receiver, input));
    }),
    doubt: os.doubt.handler(({ input }) => signedIn(room, (hands) => whole.doubtSeal(parts, hands, input))),
  };
}
