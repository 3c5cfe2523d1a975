import type { Figure } from './figures.ts';
import type { OwnFolder } from './own-folder.ts';

/** `drive`: drives that are written to and read back. `station`: the store, the log and the certificates. `registry`: load on a registry. */
export const groups = ['drive', 'station', 'registry'] as const;
export type Group = (typeof groups)[number];

export interface BenchRoom {
  readonly folder: OwnFolder;
  readonly rounds: number;
  /** Rounds on drives, which take longer. */
  readonly driveRounds: number;
  /** What an overwrite or a read-back moves. */
  readonly sizeBytes: number;
  /** Events in the log that histories are read from. */
  readonly historyEvents: number;
  /** False when only other figures were asked for. */
  wants(name: string): boolean;
  /** For whoever waits: stderr. */
  say(line: string): void;
}

/** Some figures that share their setting up. */
export interface BenchCase {
  readonly group: Group;
  /** Names of the figures that it may give. */
  readonly names: readonly string[];
  run(room: BenchRoom): Promise<readonly Figure[]>;
}
