/**
 * The one signal that something at the station changed. It carries nothing: whoever follows makes its view again
 * from the present state, so that the newest always wins and nothing has to be replayed.
 */
export class Changes {
  #listeners = new Set<() => void>();

  /** Tells every follower. */
  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Time between two views on one feed, at least: a person reads no faster, and progress comes in bursts. */
export const feedPaceMs = 60;

/**
 * A live view: the present one at once, then a new one after each change, never faster than the pace, until the
 * signal ends. Equal neighbours are left out.
 */
export async function* follow<T>(
  view: () => T,
  changes: Changes,
  wait: (ms: number) => Promise<void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  let wake: (() => void) | undefined;
  let stale = true;
  const unsubscribe = changes.subscribe(() => {
    stale = true;
    wake?.();
  });
  const stop = (): void => wake?.();
  signal?.addEventListener('abort', stop);
  let last = '';
  try {
    while (signal?.aborted !== true) {
      if (stale) {
        stale = false;
        const next = view();
        const text = JSON.stringify(next);
        if (text !== last) {
          last = text;
          yield next;
        }
        await wait(feedPaceMs);
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (stale || signal?.aborted === true) resolve();
      });
      wake = undefined;
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', stop);
  }
}
