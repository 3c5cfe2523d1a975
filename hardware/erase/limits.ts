/**
 * Every wait of the drive helper in one table: which layer waits, how long, and who decides when the time is over.
 * A wait that ends never kills what the drive is doing: it ends our watching, and says so.
 */
export interface Limits {
  /** Codec layer: one short command (identify, status, sense). Over: the transport throws `timeout`; the method decides. */
  readonly commandMs: number;
  /** Codec layer: one read or write of up to `requestBytes`. A failing disk may retry a sector for half a minute. */
  readonly transferMs: number;
  /** Codec layer: flushing a full write cache. */
  readonly flushMs: number;
  /** Method layer: pause between two looks at a running erase. Keep below a minute: docks spin down when nobody asks. */
  readonly pollMs: number;
  /** Method layer: no answer to any status command for so long: `drive_hung`. */
  readonly silentMs: number;
  /** Method layer: the drive answers, but its progress has not moved for so long: `drive_hung`. */
  readonly stuckMs: number;
  /** Method layer: a drive that gives no progress at all is left to work for so long, or three times its estimate. */
  readonly noProgressMs: number;
  /** Method layer: host overwrite, one request. */
  readonly requestBytes: number;
  /** Method layer: host overwrite and read-back, requests at once. Two keep a drive busy; four ride out a busy host. */
  readonly inFlight: number;
  /** Method layer: host overwrite gives up on a drive with more unwritable blocks than this. */
  readonly badBlocks: number;
  /** Job layer: least time between two progress reports to the station. */
  readonly reportMs: number;
}

export const realLimits: Limits = {
  commandMs: 15_000,
  transferMs: 60_000,
  flushMs: 300_000,
  pollMs: 2_000,
  silentMs: 120_000,
  stuckMs: 45 * 60_000,
  noProgressMs: 24 * 3_600_000,
  requestBytes: 4 * 1024 * 1024,
  inFlight: 4,
  badBlocks: 10_000,
  reportMs: 500,
};

/** For virtual bays only: their drives live on a hurried clock, so waits that people would sit through are short. */
export const virtualLimits: Limits = {
  ...realLimits,
  commandMs: 5_000,
  transferMs: 10_000,
  flushMs: 10_000,
  pollMs: 40,
  silentMs: 8_000,
  stuckMs: 20_000,
  noProgressMs: 120_000,
  requestBytes: 1024 * 1024,
  badBlocks: 4_096,
  reportMs: 100,
};
