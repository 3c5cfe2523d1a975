import type { Bay } from '../../contract/helper.ts';
import type { Clock, Timer } from '../../contract/ports.ts';
import type { Changes } from '../feed/changes.ts';

/** Walking to the dock, taking the drive out and putting it in again takes less. */
const patienceMs = 120_000;

/** Waits for a drive to be put in somewhere, so that its port can be given a name. */
export class Teaching {
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #timer: Timer;
  readonly #changes: Changes;
  #waiting: { readonly name: string; readonly untilMs: number } | undefined;
  #stopTimer: () => void = () => undefined;

  constructor(clock: Pick<Clock, 'wallMs'>, timer: Timer, changes: Changes) {
    this.#clock = clock;
    this.#timer = timer;
    this.#changes = changes;
  }

  /** The bay that is waited for, if any. */
  get waiting(): { readonly name: string; readonly untilMs: number } | undefined {
    return this.#waiting;
  }

  /** Waits from now on; a second call waits for the other name instead. */
  begin(name: string): void {
    this.end();
    this.#waiting = { name, untilMs: this.#clock.wallMs() + patienceMs };
    this.#stopTimer = this.#timer.after(patienceMs, () => this.end());
    this.#changes.notify();
  }

  end(): void {
    this.#stopTimer();
    this.#stopTimer = () => undefined;
    if (this.#waiting === undefined) return;
    this.#waiting = undefined;
    this.#changes.notify();
  }

  /**
   * A drive was put in. Answers with the name its port is to have, once; virtual docks and images have their own names
   * and are passed by.
   */
  arrived(bay: Bay): string | undefined {
    if (this.#waiting === undefined || bay.taught === undefined) return undefined;
    const { name } = this.#waiting;
    this.end();
    return name;
  }
}
