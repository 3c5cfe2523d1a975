import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import * as custody from '../custody/commands.ts';
import { claimDrive } from '../intake/claim.ts';
import { meetOpenLists } from '../intake/meet.ts';
import { concernsOthers } from '../bench/ask-registry.ts';
import { refused } from '../receipt.ts';
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
    claim: os.claim.handler(async ({ input }) =>
      thenBind(
        await withSecond(room, input.typed?.witness, (hands) => {
          const claimed = claimDrive(parts, desk, hands, input);
          if (claimed.kind === 'done' && claimed.subject !== undefined) meetOpenLists(parts, { actor: hands.actor }, claimed.subject);
          return claimed;
        }),
      ),
    ),
    offer: os.offer.handler(({ input }) => signedIn(room, (hands) => custody.offer(parts, hands, input))),
    withdraw: os.withdraw.handler(({ input }) => signedIn(room, (hands) => custody.withdraw(parts, hands, input))),
    receive: os.receive.handler(async ({ input }) => {
      if (await isBehindLog(room, input.subject)) return refused('log_knows_more');
      return input.receiver === undefined
        ? signedIn(room, ({ actor }) => custody.receive(parts, actor, input))
        : inStep(room, input.receiver, (receiver) => custody.receive(parts, receiver, input));
    }),
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

/**
 * Before a drive is taken over from another site: has the log a newer step of its custody than this station? Where
 * nobody answers, what is here counts: the drive is in somebody's hands all the same, and the window says what is not known.
 */
export async function isBehindLog(room: Room, subject: string): Promise<boolean> {
  if (room.lookout === undefined || !concernsOthers(room, subject)) return false;
  const word = await room.lookout.ask(subject);
  return word === 'fetching' || word === 'refused';
}
