import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import * as returns from '../custody/lot-return.ts';
import { expectCredit, receiveCredit, refuseCredit } from '../custody/credits.ts';
import { adviseReturn, signReturnDecision } from '../custody/return-decision.ts';
import type { Room } from '../room.ts';
import { signedIn } from './acting.ts';

/** What makers ask of return lots. */
export function returnCalls(room: Room) {
  const os = implement(bridge).returns;
  const { parts } = room;
  return {
    advise: os.advise.handler(({ input }) => adviseReturn(parts, input)),
    decide: os.decide.handler(({ input }) => signedIn(room, (hands) => signReturnDecision(parts, hands, input))),
    expectCredit: os.expectCredit.handler(({ input }) => signedIn(room, (hands) => expectCredit(parts, hands, input))),
    receiveCredit: os.receiveCredit.handler(({ input }) => signedIn(room, (hands) => receiveCredit(parts, hands, input))),
    refuseCredit: os.refuseCredit.handler(({ input }) => signedIn(room, (hands) => refuseCredit(parts, hands, input))),
    makers: os.makers.handler(() => returns.makerChoices(parts)),
    rule: os.rule.handler(({ input }) => signedIn(room, (hands) => returns.ruleLot(parts, hands, input))),
    giveNumber: os.giveNumber.handler(({ input }) => signedIn(room, (hands) => returns.giveRmaNumber(parts, hands, input))),
    pack: os.pack.handler(({ input }) => signedIn(room, (hands) => returns.packLot(parts, hands, input))),
    allowLate: os.allowLate.handler(({ input }) => signedIn(room, (hands) => returns.allowLate(parts, hands, input))),
  };
}
