/** Wrong guesses of one name or address within `windowMs` before it has to wait. */
export interface ThrottleLimits {
  readonly tries: number;
  readonly windowMs: number;
}

const mostKeys = 10_000;

/** Counts failures by key. In memory: a restart forgives, and a guess costs a password hash all the same. */
export function openThrottle(limits: ThrottleLimits) {
  const failures = new Map<string, { readonly sinceMs: number; readonly count: number }>();
  return {
    /** How long this key has to wait, 0 when it need not. */
    waitMs(key: string, nowMs: number): number {
      const known = failures.get(key);
      if (known === undefined || known.count < limits.tries) return 0;
      return Math.max(0, known.sinceMs + limits.windowMs - nowMs);
    },
    failed(key: string, nowMs: number): void {
      const known = failures.get(key);
      const fresh = known === undefined || known.sinceMs + limits.windowMs <= nowMs;
      failures.delete(key);
      failures.set(key, fresh ? { sinceMs: nowMs, count: 1 } : { ...known, count: known.count + 1 });
      const [oldest] = failures.keys();
      if (failures.size > mostKeys && oldest !== undefined) failures.delete(oldest);
    },
    forget(key: string): void {
      failures.delete(key);
    },
  };
}
