import type { Random } from '../../fuzz/random.ts';

/**
 * Runs jobs one await at a time: whoever asks the world for anything waits at a point until the seed lets it go on.
 * Between two points everything is the product's own code, so an order of points is an order of events. Real file
 * work is waited for, so that a round with one seed is always the same round (but for points that are let go together).
 */
export class Stage {
  readonly #random: Random;
  #waiting: { readonly owner: object; readonly go: () => void }[] = [];
  #files = 0;
  #dead = new WeakSet<object>();
  #order: object[] = [];
  steps = 0;
  /** Whoever came first goes on for as long as it can, while the others stand at their first points. */
  firstFirst = false;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Waits for its turn. A job that was killed waits for ever. */
  point(owner: object): Promise<void> {
    if (this.#dead.has(owner)) return new Promise(() => undefined);
    if (!this.#order.includes(owner)) this.#order.push(owner);
    return new Promise((go) => {
      this.#waiting.push({ owner, go });
    });
  }

  /** Work on real files, which the stage waits for. */
  async file<T>(work: () => Promise<T>): Promise<T> {
    this.#files += 1;
    try {
      return await work();
    } finally {
      this.#files -= 1;
    }
  }

  /** The job's process is gone: nothing of it ever runs again. */
  kill(owner: object): void {
    this.#dead.add(owner);
    this.#waiting = this.#waiting.filter((one) => one.owner !== owner);
  }

  /** Lets points go until nobody waits any more, or so many times. @returns whether everybody has come to an end */
  async run(mostSteps: number): Promise<boolean> {
    for (let left = mostSteps; ; left--) {
      await this.#settle();
      if (this.#waiting.length === 0) return true;
      if (left <= 0) return false;
      this.steps += 1;
      // Now and then all go at once: then the files see real concurrency.
      const together = !this.firstFirst && this.#waiting.length > 1 && this.#random.chance(0.2);
      const going = together ? this.#waiting : [this.#random.pick(this.#ahead())];
      this.#waiting = together ? [] : this.#waiting.filter((one) => !going.includes(one));
      for (const { go } of going) go();
    }
  }

  #ahead(): readonly { readonly owner: object; readonly go: () => void }[] {
    const first = this.#order.find((owner) => this.#waiting.some((one) => one.owner === owner));
    return this.firstFirst ? this.#waiting.filter((one) => one.owner === first) : this.#waiting;
  }

  async #settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#files > 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
