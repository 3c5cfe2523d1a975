import type { DriveIdentity } from '../../domain/drive/identity.ts';
import type { Order } from '../../domain/erase/clearance.ts';
import type { BadRange, Completion, EraseFailure } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import type { OpenDrive } from '../transport/transport.ts';
import type { Limits } from './limits.ts';

/** What became of a password that a drive got from us: gone with the erase, taken back, or refused by the drive. */
export type PasswordEnd = 'erased' | 'taken_back' | 'not_taken';

/** Where a password is written down, synced, before the drive gets it. Rejects when it cannot be written: then nothing may be sent. */
export interface Escrow {
  keep(serial: string, password: Uint8Array): Promise<void>;
  end(serial: string, how: PasswordEnd): Promise<void>;
}

/** One drive, opened, guarded and asked for its name: what a method may act on. */
export interface EraseTarget {
  readonly open: OpenDrive;
  readonly identity: Pick<DriveIdentity, 'capacity_bytes' | 'block_bytes'>;
  readonly order: Order;
  readonly seed: Uint8Array;
  readonly limits: Limits;
  /** Absent where no place was given: then nothing that needs a password is done. */
  readonly escrow?: Escrow;
}

/** What the host itself wrote; nothing for an erase inside the drive. */
export interface HostWrites {
  readonly writtenBytes: number;
  readonly retries: number;
  readonly bad: readonly BadRange[];
  readonly badCount: number;
}

/** What a running erase looks like now. Only `ended` ends it, and its completion may still be `failed` or `unknown`. */
export type Progress =
  | { readonly kind: 'running'; readonly donePpm?: number; readonly writes?: HostWrites }
  | { readonly kind: 'ended'; readonly completion: Completion; readonly writes?: HostWrites }
  /** The host was told to stop writing and did. */
  | { readonly kind: 'cancelled'; readonly writes: HostWrites };

export interface RunningErase {
  /** Looks once. Throws TransportError. */
  poll(): Promise<Progress>;
  /** Resolves when a poll will show the end, where that is known without asking: nobody then waits for the next look. */
  readonly settled?: Promise<void>;
  /** How long this erase may stay without any progress, where that is longer than the table of waits says. */
  readonly patienceMs?: number;
  /** Nobody holds its command: the drive works on for as long as it has power, and a look without an answer ends nothing. */
  readonly byItself?: true;
  /** Only where stopping is safe: the host stops writing at its next request. An erase inside the drive has no stop. */
  readonly stop?: () => void;
}

/** `accepted` is the command's good status and nothing more. */
export type Start =
  | { readonly kind: 'accepted'; readonly command: Uint8Array; readonly running: RunningErase }
  | { readonly kind: 'refused'; readonly why: EraseFailure; readonly detail: string };

/** What a drive is doing by itself, asked without changing anything. */
export type Standing =
  | { readonly kind: 'running'; readonly donePpm?: number }
  | { readonly kind: 'ended'; readonly completion: Completion }
  | { readonly kind: 'not_running' };

export interface EraseMethod {
  readonly technique: Technique;
  /** Before the markers: keeps the way to the command open. Changes no data, and what it cannot do is no failure. Throws TransportError. */
  readonly keepOpen?: (target: Pick<EraseTarget, 'open' | 'limits'>) => Promise<void>;
  /** Sends the destructive command, exactly once. Throws TransportError when no answer came: then it may run or not. */
  start(target: EraseTarget): Promise<Start>;
  /** For erases inside the drive: reads their state. Undefined for erases that live and die with the host. */
  readonly stand?: (target: Pick<EraseTarget, 'open' | 'limits'>) => Promise<Standing>;
  /**
   * For an erase that a loss of power ends, and nothing else: takes up one that `stand` has just shown running, after whoever
   * started it is gone. A sanitize needs none, `stand` alone tells its end.
   */
  readonly rejoin?: (target: Pick<EraseTarget, 'open' | 'limits'>) => RunningErase;
}

/** 65,536ths, as drives count, in millionths. */
export function ppmOf65536(progress: number): number {
  return Math.min(1_000_000, Math.round((progress / 65_536) * 1_000_000));
}
