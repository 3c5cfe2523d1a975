import type { Bytes } from '../../domain/bytes.ts';
import type { EntrySignature } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import type { SqlReader, Statement } from '../sql/port.ts';

/** An event as the log has it. It was checked in whole before it got there; a reader need not do so again. */
export interface LoggedEvent {
  readonly logId: number;
  readonly index: number;
  /** Event hash. */
  readonly hash: string;
  readonly event: Event;
  /** Station first, then the others sorted by keyid. */
  readonly sigs: readonly EntrySignature[];
  /** Canonical entry. */
  readonly bytes: Bytes;
  /** When this registry took it, Unix ms: its own record, which stands in no entry. */
  readonly recvMs: number;
}

/** A table of a projection, for emptying it and for comparing it with one made anew. */
export interface ProjectionTable {
  readonly name: string;
  /** The columns of its primary key, in order. */
  readonly key: readonly string[];
}

/**
 * Tables that can be made anew from the log at any time. One file in `registry/projections/` each, written once for
 * both databases; its tables stand in the migrations of both.
 */
export interface Projection {
  readonly name: string;
  /** Raise it when the same log must give other rows: every registry then makes the tables anew by itself. */
  readonly version: number;
  readonly tables: readonly ProjectionTable[];
  /**
   * What the next events change. `events` follow each other in log order and come once each; the statements are
   * committed together with the cursor, so that no event counts twice or not at all. `db` shows the tables as they were
   * before the first of these events: what they change among themselves is folded here. It may read the projection's
   * own tables and nothing else, and must not use clocks or chance, or two makings would differ. `log` is where the entries
   * are, for `eventsAt` alone: tables that are made anew for a check stand in another database. A throw stops this
   * projection, with an alarm, and nothing else.
   */
  apply(events: readonly LoggedEvent[], db: SqlReader, log: SqlReader): Promise<readonly Statement[]>;
}

/** The next event that a projection has not seen. */
export interface Position {
  readonly logId: number;
  readonly next: number;
}

export const beginning: Position = { logId: 1, next: 0 };

/** Which of two positions lies further. */
export function comparePositions(left: Position, right: Position): number {
  return left.logId - right.logId || left.next - right.next;
}

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly position: Position;
  /** `building`: it has not come up to the log since it was begun anew. `stopped`: it failed; a restart or `rebuild` tries again. */
  readonly state: 'live' | 'building' | 'stopped';
  readonly fault?: string;
}
