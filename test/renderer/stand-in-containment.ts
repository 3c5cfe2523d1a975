import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import { containerLines, containerViews, lotLines, lotViews, heldSubject, nothingStands, standing } from './scenes-containment.ts';

type Say = (name: string, receipt?: Receipt) => Receipt;

/** Holds, containers and lots of the stand-in: canned ones, and no rules. */
export function standInContainment(say: Say) {
  const os = implement(bridge);
  const none: Receipt = { kind: 'refused', why: 'container_unknown' };
  return {
    holds: {
      look: os.holds.look.handler(({ input }) => (input.subject === heldSubject ? standing : nothingStands)),
      place: os.holds.place.handler(() => say('holds.place')),
      lift: os.holds.lift.handler(() => say('holds.lift')),
      grant: os.holds.grant.handler(() => say('holds.grant')),
      revoke: os.holds.revoke.handler(() => say('holds.revoke')),
      miss: os.holds.miss.handler(() => say('holds.miss')),
      closeCase: os.holds.closeCase.handler(() => say('holds.closeCase')),
    },
    containers: {
      list: os.containers.list.handler(({ input }) => (input.gone ? [] : [...containerLines])),
      find: os.containers.find.handler(({ input }) => {
        const found = [...containerViews, ...lotViews].find(({ container }) => container.startsWith(`c1_${input.tag}`));
        return found === undefined ? {} : { found: { container: found.container, what: found.what } };
      }),
      look: os.containers.look.handler(({ input }) => containerViews.find(({ container }) => container === input.container) ?? none),
      make: os.containers.make.handler(() => say('containers.make')),
      place: os.containers.place.handler(() => say('containers.place')),
      remove: os.containers.remove.handler(() => say('containers.remove')),
      seal: os.containers.seal.handler(() => say('containers.seal')),
      open: os.containers.open.handler(() => say('containers.open')),
      startCount: os.containers.startCount.handler(() => say('containers.startCount')),
      closeCount: os.containers.closeCount.handler(() => say('containers.closeCount')),
      release: os.containers.release.handler(() => say('containers.release')),
    },
    lots: {
      list: os.lots.list.handler(({ input }) => (input.gone ? [] : [...lotLines])),
      look: os.lots.look.handler(({ input }) => lotViews.find(({ container }) => container === input.lot) ?? none),
      open: os.lots.open.handler(() => say('lots.open')),
      add: os.lots.add.handler(() => say('lots.add')),
      remove: os.lots.remove.handler(() => say('lots.remove')),
      close: os.lots.close.handler(() => say('lots.close')),
    },
  };
}
