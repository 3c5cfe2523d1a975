import { maxSessionMs } from '../../domain/ledger/session-grant.ts';

/** Every limit and wait of signing in, in one place. */
export const peopleLimits = {
  /** A session of the person at the bench. */
  sessionMs: maxSessionMs,
  /** A second person's session, opened for one step. */
  stepMs: 120_000,
  /** Characters. */
  shortestPin: 6,
  shortestBadge: 4,
  /** After this many wrong PINs in a row only a supervisor can give a new one. */
  tries: 10,
  /** Wait between two tries after that for whoever could not be helped by anybody, in ms: a million PINs are 2,700 years. */
  aloneMs: 86_400_000,
} as const;

/** How long the next try has to wait after so many wrong ones in a row, in ms: nothing for three slips, then doubling from 5 s to 15 min. */
export function pinWaitMs(wrongTries: number): number {
  if (wrongTries < 3) return 0;
  return Math.min(5_000 * 2 ** (wrongTries - 3), 900_000);
}

/** `notBeforeMs` of a PIN that no waiting opens. */
export const lockedForGood = Number.MAX_SAFE_INTEGER;
