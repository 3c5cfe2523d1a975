import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import * as custody from '../custody/commands.ts';
import { claimDrive } from '../intake/claim.ts';
import type { Room } from '../room.ts';
import { inStep, signedIn, withSecond } from './acting.ts';

/** Every move of a drive between people, places and ways out. */
export function custodyCalls(room: Room) {
  const os = implement(bridge).custody;
  const { parts, desk, jobs } = room;
  /** After these the drive in a bay may fit a record that it did not fit before. */
  const thenBind = (receipt: Receipt): Receipt => {
    if (receipt.kind === 'done') room.bindAgain();
    return receipt;
  };
  return {
    claim: os.claim.handler(({ input }) => thenBind(signedIn(room, (hands) => claimDrive(parts, desk, hands, input)))),
    offer: os.offer.handler(({ input }) => signedIn(room, (hands) => custody.offer(parts, hands, input))),
    withdraw: os.withdraw.handler(({ input }) => signedIn(room, (hands) => custody.withdraw(parts, hands, input))),
    receive: os.receive.handler(({ input }) =>
      input.receiver === undefined
        ? signedIn(room, ({ actor }) => custody.receive(parts, actor, input))
        : inStep(room, input.receiver, (receiver) => custody.receive(parts, receiver, input)),
    ),
    move: os.move.handler(({ input }) => signedIn(room, (hands) => custody.moveTo(parts, hands, input))),
    redirect: os.redirect.handler(({ input }) => signedIn(room, (hands) => custody.redirect(parts, hands, input))),
    quarantine: os.quarantine.handler(({ input }) => signedIn(room, (hands) => custody.quarantine(parts, hands, input))),
    readmit: os.readmit.handler(({ input }) => thenBind(signedIn(room, (hands) => custody.readmit(parts, hands, input)))),
    release: os.release.handler(({ input }) => signedIn(room, (hands) => custody.release(parts, hands, input))),
    override: os.override.handler(({ input }) => withSecond(room, input.witness, (hands) => custody.override(parts, hands, input))),
    resolve: os.resolve.handler(({ input }) => thenBind(signedIn(room, (hands) => custody.resolve(parts, hands, input)))),
    destroy: os.destroy.handler(({ input }) => withSecond(room, input.witness, (hands) => custody.destroy(parts, jobs, hands, input))),
  };
}
