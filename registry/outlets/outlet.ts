import type { LoggedEvent } from '../projector/projection.ts';

/** Events that follow each other in the log, of the kinds that an outlet takes. */
export interface Batch {
  /** Name of the log. */
  readonly log: string;
  /** First and one past the last index that it speaks for, also where it holds no event. */
  readonly from: number;
  readonly next: number;
  /** Raised each time that somebody asks to be told again. */
  readonly run: number;
  readonly events: readonly [LoggedEvent, ...LoggedEvent[]];
  /** When this attempt is made, Unix ms. */
  readonly nowMs: number;
}

/** `failed` is tried again; `refused` is not: the other side said that it wants no more. */
export type Sent = { readonly kind: 'taken' } | { readonly kind: 'failed' | 'refused'; readonly why: string };

/** Another system that is told of the log. What it does with it does not concern this registry. */
export interface Outlet {
  /** As the operator calls it: its place in the log is kept under this name. */
  readonly name: string;
  readonly way: 'webhook' | 'syslog';
  /** Where it lies, for people; no secret. */
  readonly to: string;
  /** Whether a new one is told all that is in the log, or what comes from now on. */
  readonly begins: 'now' | 'beginning';
  takes(type: string): boolean;
  /** One attempt. Never throws; ends soon when `signal` says so. */
  send(batch: Batch, signal: AbortSignal): Promise<Sent>;
  /** Hangs up. */
  close(): void;
}

/**
 * Waits between attempts, in ms. The first ones bridge a restart, the last ones a long weekend: after three and a half
 * days it is given up, and somebody has to say that it goes on.
 */
export const waitsMs: readonly number[] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 18_000, 36_000, 36_000, 86_400, 86_400].map(
  (seconds) => seconds * 1000,
);
