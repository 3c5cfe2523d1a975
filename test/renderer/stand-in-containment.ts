import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';

type Say = (name: string, receipt?: Receipt) => Receipt;

/** Holds, containers and lots of the stand-in: it has none. */
export function standInContainment(say: Say) {
  const os = implement(bridge);
  const none = (): Receipt => ({ kind: 'refused', why: 'container_unknown' });
  return {
    holds: {
      look: os.holds.look.handler(() => ({ holds: [], exceptions: [], cases: [], neighbours: [] })),
      place: os.holds.place.handler(() => say('holds.place')),
      lift: os.holds.lift.handler(() => say('holds.lift')),
      grant: os.holds.grant.handler(() => say('holds.grant')),
      revoke: os.holds.revoke.handler(() => say('holds.revoke')),
      miss: os.holds.miss.handler(() => say('holds.miss')),
      closeCase: os.holds.closeCase.handler(() => say('holds.closeCase')),
    },
    containers: {
      look: os.containers.look.handler(none),
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
      look: os.lots.look.handler(none),
      open: os.lots.open.handler(() => say('lots.open')),
      add: os.lots.add.handler(() => say('lots.add')),
      remove: os.lots.remove.handler(() => say('lots.remove')),
      close: os.lots.close.handler(() => say('lots.close')),
    },
  };
}
