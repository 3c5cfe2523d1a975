import { HandClock } from '../station/record/bench-kit.ts';

/** The clock of this machine. */
export class RealClock extends HandClock {
  override wallMs = (): number => Date.now();
  override monoMs = (): number => performance.now();
}
