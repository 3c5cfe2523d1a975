/** What the gate lets wait. */
export interface GateLimits {
  /** Events that wait for verification or are verified now, of all carriers together. */
  readonly events: number;
  /** Pushes that are read and verified side by side. The threads are shared anyway; more would only hold more memory. */
  readonly abreast: number;
  /** Bytes of push bodies, as sent, that are held or on their way. */
  readonly bodyBytes: number;
}

export const gateLimits: GateLimits = { events: 20_000, abreast: 4, bodyBytes: 128 * 1024 * 1024 };

/** Events a second that no carrier is held below. */
const leastShare = 50;
/** Taken as served a second until something was. */
const firstRate = 1_000;
/** How long served events are counted together, in ms. */
const rateWindowMs = 1_000;
const retryMs = { least: 100, most: 30_000 } as const;

export type Asked =
  | {
      readonly kind: 'in';
      /** Resolves when it is this push's turn: carriers take turns, and each keeps its own order. */
      readonly turn: Promise<void>;
      /** The push is answered, or gone. Safe to call twice. */
      readonly leave: () => void;
    }
  | { readonly kind: 'refused'; readonly code: 'slow_down' | 'busy'; readonly retryMs: number };

export interface PushGate {
  ask(carrier: string, events: number): Asked;
  /** For whoever watches the registry. */
  load(): { readonly events: number; readonly abreast: number; readonly carriers: number };
}

interface Carrier {
  events: number;
  readonly queue: (() => void)[];
  /** When what it brought over half load is paid off at its share, or when it was told to come again. */
  paidMs: number;
  /** Which turn of all was its last; one that has just come stands before those served since. */
  lastTurn: number;
}

/**
 * Decides which push may wait (docs/registry-protocol.md, Back-pressure). Under half of the limit each carrier may send
 * as fast as it is answered. Over half each active one gets an equal share of what is served, never under 50 events a
 * second. Full is full for all. Time comes from outside; nothing here waits for a timer.
 */
export function openPushGate(limits: Pick<GateLimits, 'events' | 'abreast'>, nowMs: () => number): PushGate {
  const carriers = new Map<string, Carrier>();
  let events = 0;
  let abreast = 0;
  let turns = 0;
  /** Until those who found no room have had time to come again, shares count although the queue is short by then. */
  let pressedMs = nowMs();
  const served = { rate: firstRate, count: 0, sinceMs: nowMs() };

  function forgetIdle(now: number): void {
    for (const [name, carrier] of carriers) if (carrier.events === 0 && carrier.paidMs <= now) carriers.delete(name);
  }

  function count(done: number): void {
    served.count += done;
    const elapsedMs = nowMs() - served.sinceMs;
    if (elapsedMs < rateWindowMs) return;
    served.rate = Math.max(1, (served.count * 1000) / elapsedMs);
    served.count = 0;
    served.sinceMs += elapsedMs;
  }

  function letNext(): void {
    while (abreast < limits.abreast) {
      const waiting = [...carriers.values()].filter(({ queue }) => queue.length > 0);
      const [first] = waiting;
      if (first === undefined) return;
      const carrier = waiting.reduce((best, one) => (one.lastTurn < best.lastTurn ? one : best), first);
      carrier.lastTurn = ++turns;
      abreast += 1;
      carrier.queue.shift()?.();
    }
  }

  function enter(carrier: Carrier, cost: number): Extract<Asked, { kind: 'in' }> {
    events += cost;
    carrier.events += cost;
    let state: 'waiting' | 'running' | 'left' = 'waiting';
    const { promise: turn, resolve } = Promise.withResolvers<undefined>();
    const begin = (): void => {
      state = 'running';
      resolve(undefined);
    };
    carrier.queue.push(begin);
    letNext();
    return {
      kind: 'in',
      turn,
      leave() {
        if (state === 'left') return;
        if (state === 'running') {
          abreast -= 1;
          count(cost);
        } else carrier.queue.splice(carrier.queue.indexOf(begin), 1);
        state = 'left';
        events -= cost;
        carrier.events -= cost;
        resolve(undefined);
        letNext();
      },
    };
  }

  return {
    ask(name, asked) {
      // A push without events only reads the head, but it too is work.
      const cost = Math.max(1, asked);
      const now = nowMs();
      forgetIdle(now);
      const carrier = carriers.get(name) ?? { events: 0, queue: [], paidMs: now, lastTurn: turns - 0.5 };
      // Also one that is refused is active: its share is kept for it until it comes again.
      carriers.set(name, carrier);
      if (events + cost > limits.events) {
        const wait = waitOf((events * 500) / served.rate);
        carrier.paidMs = Math.max(carrier.paidMs, now + wait);
        pressedMs = now + 2 * wait;
        return { kind: 'refused', code: 'busy', retryMs: wait };
      }
      if (events + cost > limits.events / 2 || now < pressedMs) {
        if (carrier.paidMs > now) return { kind: 'refused', code: 'slow_down', retryMs: waitOf(carrier.paidMs - now) };
        carrier.paidMs = now + (cost * 1000) / Math.max(leastShare, served.rate / carriers.size);
      }
      return enter(carrier, cost);
    },
    load: () => ({ events, abreast, carriers: carriers.size }),
  };
}

function waitOf(ms: number): number {
  return Math.ceil(Math.min(retryMs.most, Math.max(retryMs.least, ms)));
}
