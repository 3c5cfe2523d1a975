import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import type { CertificateDesk } from '../certificates/desk.ts';
import { excuseDrive, readAnswer, signAnswer } from '../custody/answers.ts';
import * as containers from '../custody/containers.ts';
import * as holds from '../custody/holds.ts';
import * as lots from '../custody/lots.ts';
import type { Room } from '../room.ts';
import { containerLines, containerView, dueLines, foundByTag } from '../views/container-view.ts';
import { refused } from '../receipt.ts';
import { signedIn, withSecond } from './acting.ts';

/** Holds, exceptions and cases. */
export function holdCalls(room: Room) {
  const os = implement(bridge).holds;
  const { parts } = room;
  return {
    look: os.look.handler(({ input }) => holds.standingView(parts, input.subject)),
    place: os.place.handler(({ input }) => signedIn(room, (hands) => holds.placeHold(parts, hands, input))),
    lift: os.lift.handler(({ input }) => withSecond(room, input.witness, (hands) => holds.liftHold(parts, hands, input))),
    owner: os.owner.handler(({ input }) => signedIn(room, (hands) => holds.sayOwner(parts, hands, input))),
    grant: os.grant.handler(({ input }) => signedIn(room, (hands) => holds.grantException(parts, hands, input))),
    revoke: os.revoke.handler(({ input }) => signedIn(room, (hands) => holds.revokeException(parts, hands, input))),
    miss: os.miss.handler(({ input }) => signedIn(room, (hands) => holds.missDrive(parts, hands, input))),
    closeCase: os.closeCase.handler(({ input }) => signedIn(room, (hands) => holds.closeCase(parts, hands, input))),
  };
}

/** Bins, cages and whatever else drives lie in. */
export function containerCalls(room: Room) {
  const os = implement(bridge).containers;
  const { parts } = room;
  return {
    list: os.list.handler(({ input }) => [...containerLines(parts, 'container', input.gone)]),
    due: os.due.handler(() => [...dueLines(parts)]),
    find: os.find.handler(({ input }) => {
      const found = foundByTag(parts, input.tag);
      return found === undefined ? {} : { found };
    }),
    look: os.look.handler(({ input }) => containerView(parts, input.container, 'container')),
    make: os.make.handler(({ input }) => signedIn(room, (hands) => containers.makeContainer(parts, hands, input))),
    bound: os.bound.handler(({ input }) => signedIn(room, (hands) => containers.boundContainer(parts, hands, input))),
    place: os.place.handler(({ input }) => signedIn(room, (hands) => containers.placeItem(parts, hands, input))),
    remove: os.remove.handler(({ input }) => signedIn(room, (hands) => containers.removeItem(parts, hands, input))),
    seal: os.seal.handler(({ input }) => signedIn(room, (hands) => containers.sealContainer(parts, hands, input))),
    open: os.open.handler(({ input }) => signedIn(room, (hands) => containers.openContainer(parts, hands, input))),
    startCount: os.startCount.handler(({ input }) => signedIn(room, (hands) => containers.startCount(parts, hands, input))),
    closeCount: os.closeCount.handler(({ input }) =>
      withSecond(room, input.witness, (hands) => containers.closeCount(parts, hands, input)),
    ),
    release: os.release.handler(({ input }) => signedIn(room, (hands) => containers.releaseContainer(parts, hands, input))),
  };
}

/** Lots, in which drives leave together. */
export function lotCalls(room: Room, desk: Pick<CertificateDesk, 'lot'>) {
  const os = implement(bridge).lots;
  const { parts } = room;
  return {
    list: os.list.handler(({ input }) => [...containerLines(parts, 'lot', input.gone)]),
    look: os.look.handler(({ input }) => containerView(parts, input.lot, 'lot')),
    open: os.open.handler(({ input }) => signedIn(room, (hands) => lots.openLot(parts, hands, input))),
    papers: os.papers.handler(({ input }) => desk.lot(input.lot, input.as)),
    weigh: os.weigh.handler(({ input }) => signedIn(room, (hands) => lots.weighLot(parts, hands, input))),
    excuseWeight: os.excuseWeight.handler(({ input }) => signedIn(room, (hands) => lots.excuseWeight(parts, hands, input))),
    readAnswer: os.readAnswer.handler(({ input }) => readAnswer(parts, room.answers, input)),
    signAnswer: os.signAnswer.handler(async ({ input }) => {
      const session = room.people.current();
      if (session === undefined) return refused('not_signed_in');
      try {
        return await signAnswer(parts, room.answers, { actor: session.person }, input);
      } finally {
        parts.changes.notify();
      }
    }),
    excuse: os.excuse.handler(({ input }) => signedIn(room, (hands) => excuseDrive(parts, hands, input))),
    add: os.add.handler(({ input }) => signedIn(room, (hands) => lots.addToLot(parts, hands, input))),
    remove: os.remove.handler(({ input }) => signedIn(room, (hands) => lots.removeFromLot(parts, hands, input))),
    close: os.close.handler(({ input }) => signedIn(room, (hands) => lots.closeLot(parts, hands, input))),
  };
}
