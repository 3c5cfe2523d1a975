import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '../../contract/ports.ts';

/** The machine's own clock, with a boot id that is new with each start of this process. */
export const machineClock: Clock = {
  wallMs: () => Date.now(),
  monoMs: () => Math.floor(performance.now()),
  bootId: randomUUID(),
};

export const machineTimer: Timer = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
