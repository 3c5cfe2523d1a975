import type { Timer } from '../../contract/ports.ts';

/** The rests between two steps of the pump, and what ends them early. */
export interface Sleep {
  /** Ends early on a poke, unless it is a back-off: new facts do not cut that short. */
  rest(ms: number, isBackOff: boolean): Promise<void>;
  /** Something new came. Kept for the next rest when none is under way. */
  poke(): void;
  /** What came before is being looked at now. */
  begin(): void;
  /** Ends any rest, a back-off too. */
  wake(): void;
  /** Ends any rest; there is none afterwards. */
  stop(): void;
}

export function createSleep(timer: Timer): Sleep {
  let poked = false;
  let stopped = false;
  let resting: { readonly end: () => void; readonly isBackOff: boolean } | undefined;
  return {
    rest: (ms, isBackOff) =>
      new Promise((resolve) => {
        if (stopped || (poked && !isBackOff)) return resolve();
        const end = (): void => {
          cancel();
          resting = undefined;
          resolve();
        };
        const cancel = timer.after(ms, end);
        resting = { end, isBackOff };
      }),
    poke() {
      poked = true;
      if (resting?.isBackOff === false) resting.end();
    },
    begin() {
      poked = false;
    },
    wake() {
      poked = true;
      resting?.end();
    },
    stop() {
      stopped = true;
      resting?.end();
    },
  };
}
