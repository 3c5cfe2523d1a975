import { type Random, randomOf } from '../fuzz/random.ts';

/** One life of a process: from its start until the power goes. */
export class Power {
  readonly name: string;
  on = true;
  constructor(name: string) {
    this.name = name;
  }
}

/** Thrown into a process whose power goes in the middle of its own code. Nothing that catches it is heard any more. */
export class PowerLost extends Error {
  override readonly name = 'PowerLost';
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly power: Power | undefined;
  readonly run: () => void;
}

/** Rounds of the event loop without a sign of life after which everybody is taken to wait for the world. */
const quietRounds = 3;
/** Real milliseconds that a station may be at work on its own, e.g. compressing in another thread. */
const mostWorkMs = 120_000;
const told = 60;
/** One seed in so many is a long story; the others take this share of its time. */
const longEvery = 20;
const shortPace = 0.2;

/**
 * Virtual time, one seed, and one thing at a time: whatever was let go runs until it waits for the world again, and
 * only then the next thing is let go. So the seed decides every order, and the same seed gives the same story.
 */
export class World {
  readonly random: Random;
  readonly startMs = Date.UTC(2026, 10, 22, 8);
  /** What a wait of people and troubles is multiplied with: most stories are short ones, in which all goes faster. */
  readonly pace: number;
  nowMs = this.startMs;
  readonly faults: string[] = [];
  /** The newest lines of the story, or all of them with `whole`. */
  readonly story: string[] = [];
  readonly #whole: boolean;
  #due: Due[] = [];
  #order = 0;
  #hash = 0x811c9dc5;
  #signs = 0;
  /** Who runs code of their own right now, outside of any promise that the world holds. */
  readonly #atWork = new Set<object>();
  /** While set, nobody waits at points: a request is played through in one go. */
  inOneGo = false;
  steps = 0;

  constructor(seed: number, whole = false) {
    this.random = randomOf(seed, 'simulation');
    this.pace = seed % longEvery === 0 ? 1 : shortPace;
    this.#whole = whole;
  }

  say(line: string): void {
    const text = `${(this.nowMs - this.startMs).toFixed(0).padStart(8)} ${line}`;
    for (let i = 0; i < text.length; i++) this.#hash = Math.imul(this.#hash ^ text.charCodeAt(i), 0x01000193);
    this.story.push(text);
    if (!this.#whole && this.story.length > told) this.story.shift();
  }

  /** Of everything that was said so far. */
  get trace(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }

  /** Something that must hold does not. The first few are enough. */
  broken(invariant: string, says: string): void {
    this.say(`BROKEN ${invariant}: ${says}`);
    if (this.faults.length < 10) this.faults.push(`${invariant}: ${says}`);
  }

  /** Runs something later, unless the power of its process is gone by then. @returns takes it back */
  after(ms: number, power: Power | undefined, run: () => void): () => void {
    const due: Due = { atMs: this.nowMs + Math.max(0, ms), order: this.#order++, power, run };
    this.#signs += 1;
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#due[middle];
      if (other !== undefined && (other.atMs > due.atMs || (other.atMs === due.atMs && other.order > due.order))) high = middle;
      else low = middle + 1;
    }
    this.#due.splice(low, 0, due);
    return () => {
      this.#due = this.#due.filter((one) => one !== due);
    };
  }

  /** A place where a process waits for the world: others may run, and the power may go. */
  async point(power: Power, longestMs: number): Promise<void> {
    if (!power.on) return new Promise(() => undefined);
    if (this.inOneGo) return;
    await new Promise<void>((go) => this.after(this.random.below(longestMs * 1000) / 1000, power, go));
  }

  /** A while of a story of full length, in virtual ms of this one. */
  paced(ms: number): number {
    return Math.max(1, Math.round(ms * this.pace));
  }

  working(who: object): void {
    this.#signs += 1;
    this.#atWork.add(who);
  }

  waiting(who: object): void {
    this.#signs += 1;
    this.#atWork.delete(who);
  }

  sign(): void {
    this.#signs += 1;
  }

  /** Lets things go until virtual time is `untilMs`, or `done` says that it is enough. */
  async run(untilMs: number, done: () => boolean = () => false, each: () => void = () => undefined): Promise<void> {
    await this.settle();
    while (!done()) {
      const [next] = this.#due;
      if (next === undefined || next.atMs > untilMs) break;
      this.#due.shift();
      this.nowMs = next.atMs;
      if (next.power?.on === false) continue;
      this.steps += 1;
      next.run();
      await this.settle();
      each();
    }
    if (this.nowMs < untilMs && !done()) this.nowMs = untilMs;
  }

  async settle(): Promise<void> {
    let before = -1;
    let quiet = 0;
    const begun = performance.now();
    while (quiet < quietRounds || this.#atWork.size > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = before === this.#signs ? quiet + 1 : 0;
      before = this.#signs;
      if (this.#atWork.size > 0 && performance.now() - begun > mostWorkMs) throw new Error('a station is at work and never waits');
    }
  }
}
