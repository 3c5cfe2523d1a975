/** Counts what is under way by who sends it, so that one of them cannot hold all there is. */
export interface HalfOpen {
  /** One more of this sender; undefined when it has as many as it may. What comes back ends it, once. */
  begin(sender: string): (() => void) | undefined;
  readonly count: () => number;
}

/** @param most of one sender at once; 0 for any number */
export function openHalfOpen(most: number): HalfOpen {
  const bySender = new Map<string, number>();
  let all = 0;
  return {
    begin(sender) {
      const own = bySender.get(sender) ?? 0;
      if (most > 0 && own >= most) return undefined;
      bySender.set(sender, own + 1);
      all += 1;
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        all -= 1;
        const left = (bySender.get(sender) ?? 1) - 1;
        if (left === 0) bySender.delete(sender);
        else bySender.set(sender, left);
      };
    },
    count: () => all,
  };
}
