import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import * as machines from '../custody/machines.ts';
import type { Room } from '../room.ts';
import { signedIn } from './acting.ts';

/** The machines that drives are destroyed in. */
export function machineCalls(room: Room) {
  const os = implement(bridge).machines;
  const { parts } = room;
  return {
    list: os.list.handler(() => machines.machineViews(parts)),
    find: os.find.handler(({ input }) => {
      const found = machines.machineByTag(parts, input.tag);
      return found === undefined ? {} : { found };
    }),
    register: os.register.handler(({ input }) => signedIn(room, (hands) => machines.registerMachine(parts, hands, input))),
    calibrate: os.calibrate.handler(({ input }) => signedIn(room, (hands) => machines.calibrateMachine(parts, hands, input))),
    retire: os.retire.handler(({ input }) => signedIn(room, (hands) => machines.retireMachine(parts, hands, input))),
  };
}
