/** How grave a line of the log is. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Takes a line for whoever runs the registry. `what` is one of our own sentences and holds no value; fields hold counts,
 * codes, patterns and ids of requests. Names, serials, addresses, tokens and sealed values go nowhere near it.
 */
export type Log = (level: LogLevel, what: string, fields?: LogFields) => void;

/** A request that was answered, or whose asker went away before. */
export interface Answered {
  /** Names the request in the log, and to whoever sent it. */
  readonly request: string;
  readonly method: string;
  /** Pattern of the route, never the path: paths hold ids. `none` where there is no such page. */
  readonly route: string;
  readonly status: number;
  /** Code of the refusal, if it was one. */
  readonly code: string | undefined;
  /** From the first byte to the last, in ms. */
  readonly ms: number;
}

/** What a registry tells those who watch over it. The host gives the real one. */
export interface Observer {
  readonly log: Log;
  readonly answered: (request: Answered) => void;
  /** Events that a push brought. */
  readonly pushed: (events: { readonly accepted: number; readonly duplicates: number }) => void;
}

/** Nobody watches. */
export const nobody: Observer = { log: () => undefined, answered: () => undefined, pushed: () => undefined };
