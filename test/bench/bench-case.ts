import type { Figure } from './figures.ts';
import type { OwnFolder } from './own-folder.ts';

export interface BenchRoom {
  readonly folder: OwnFolder;
  readonly rounds: number;
  /** What an overwrite or a read-back moves. */
  readonly sizeBytes: number;
  /** False when only other figures were asked for. */
  wants(name: string): boolean;
  /** For whoever waits: stderr. */
  say(line: string): void;
}

/** Some figures that share their setting up. */
export interface BenchCase {
  /** Names of the figures that it may give. */
  readonly names: readonly string[];
  run(room: BenchRoom): Promise<readonly Figure[]>;
}
