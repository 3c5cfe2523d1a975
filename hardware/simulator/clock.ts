/** The time a virtual drive lives by. A port, so that models stay pure and tests turn the hands themselves. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, ms));
    }),
};

/** A clock that stands still until it is turned. Whoever sleeps wakes when the hands pass. */
export interface HandClock extends Clock {
  turn(ms: number): void;
}

/** A clock for tests. `sleeps: 'turn'` makes a sleep turn the hands itself, so that blocking commands end at once. */
export function handClock(startMs: number, options: { readonly sleeps: 'wait' | 'turn' } = { sleeps: 'turn' }): HandClock {
  let now = startMs;
  let sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];
  const turn = (ms: number): void => {
    now += ms;
    const due = sleepers.filter((sleeper) => sleeper.untilMs <= now);
    sleepers = sleepers.filter((sleeper) => sleeper.untilMs > now);
    for (const sleeper of due) sleeper.wake();
  };
  return {
    now: () => now,
    turn,
    sleep: (ms) => {
      if (options.sleeps === 'turn') {
        turn(Math.max(0, ms));
        return Promise.resolve();
      }
      return new Promise((wake) => {
        sleepers.push({ untilMs: now + ms, wake });
      });
    },
  };
}
