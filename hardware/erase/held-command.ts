/** How a command that blocks for hours ended: with an answer, or without one. */
export type HeldEnd<Answer> = { readonly kind: 'answered'; readonly answer: Answer } | { readonly kind: 'threw'; readonly error: unknown };

export interface Held<Answer> {
  /** Undefined while the drive is at it. */
  end(): HeldEnd<Answer> | undefined;
  /** Resolves with the end; never rejects. */
  readonly settled: Promise<void>;
}

/**
 * Watches a command that has been sent, for a moment at first: a drive that refuses does so at once, and one
 * that is silent for longer has begun.
 */
export async function hold<Answer>(sent: Promise<Answer>, momentMs: number): Promise<Held<Answer>> {
  let end: HeldEnd<Answer> | undefined;
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
