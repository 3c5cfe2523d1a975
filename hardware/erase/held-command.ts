import type { ScsiAnswer } from '../transport/transport.ts';

/** How a command that blocks for hours ended: with an answer, or without one. */
export type HeldEnd = { readonly kind: 'answered'; readonly answer: ScsiAnswer } | { readonly kind: 'threw'; readonly error: unknown };

export interface Held {
  /** Undefined while the drive is at it. */
  end(): HeldEnd | undefined;
  /** Resolves with the end; never rejects. */
  readonly settled: Promise<void>;
}

/**
 * Watches a command that has been sent, for a moment at first: a drive that refuses does so at once, and one
 * that is silent for longer has begun.
 */
export async function hold(sent: Promise<ScsiAnswer>, momentMs: number): Promise<Held> {
  let end: HeldEnd | undefined;
  const settled = sent.then(
    (answer) => {
      end = { kind: 'answered', answer };
    },
    (error: unknown) => {
      end = { kind: 'threw', error };
    },
  );
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, momentMs);
  });
  await Promise.race([settled, moment]);
  clearTimeout(timer);
  return { end: () => end, settled };
}
