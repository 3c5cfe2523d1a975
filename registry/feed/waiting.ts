import type { After } from '../ports.ts';

/** How a wait ended. `full`: this station waits already, often enough. */
export type WaitEnd = 'ready' | 'over' | 'full';

/** Questions that wait for something new. They hold no transaction and no connection to the database. */
export interface WaitingRoom {
  /** Waits until `ready` says so, for at most `ms`, or until `left` is called because the asker has gone. */
  wait(asker: string, ready: () => boolean, ms: number, left: (leave: () => void) => void): Promise<WaitEnd>;
  /** Something may have become ready. */
  look(): void;
  /** How many wait now. */
  waiting(): number;
  /** Ends all waits, now and later: the server wants to close. */
  close(): void;
}

/** Questions of one station that may wait at once: one, and one whose answer was lost on the way. */
const waitsEach = 2;
/** What becomes ready without a word, as a checkpoint does, is found at this pace, in ms. */
const tickMs = 100;

export function openWaitingRoom(after: After): WaitingRoom {
  const waiting = new Set<{ readonly asker: string; look(): void; end(how: WaitEnd): void }>();
  let closed = false;
  let ticking = false;

  function tick(): void {
    if (ticking || waiting.size === 0 || closed) return;
    ticking = true;
    after(tickMs, () => {
      ticking = false;
      lookAll();
      tick();
    });
  }
  function lookAll(): void {
    for (const one of waiting) one.look();
  }

  return {
    wait(asker, ready, ms, left) {
      if (ready()) return Promise.resolve('ready');
      if (closed) return Promise.resolve('over');
      if ([...waiting].filter((one) => one.asker === asker).length >= waitsEach) return Promise.resolve('full');
      return new Promise((resolve) => {
        const one = {
          asker,
          look() {
            if (ready()) one.end('ready');
          },
          end(how: WaitEnd) {
            if (!waiting.delete(one)) return;
            cancel();
            resolve(how);
          },
        };
        waiting.add(one);
        const cancel = after(ms, () => {
          one.end('over');
        });
        left(() => {
          one.end('over');
        });
        tick();
      });
    },
    look: lookAll,
    waiting: () => waiting.size,
    close() {
      closed = true;
      for (const one of waiting) one.end('over');
    },
  };
}
