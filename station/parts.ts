import type { Clock, DriveHelper, LocalChange, Random, RecordedFact, StationStore, Timer } from '../contract/ports.ts';
import type { Json } from '../domain/ledger/canonical.ts';
import type { DriveLife } from '../domain/custody/life.ts';
import type { FactType } from '../domain/facts/facts.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Changes } from './feed/changes.ts';

/** A fact that somebody, or the station itself, wants to write. */
export interface Proposal {
  readonly type: FactType;
  readonly body: object;
  readonly subject?: string;
  /** Values that go beside the entry, behind a commitment. Empty texts are left out. */
  readonly sealed?: Readonly<Record<string, Json>>;
  readonly actor?: string;
  readonly witness?: string;
}

/** Writes facts: all of one call in one transaction, or none. */
export interface Recorder {
  record(proposals: readonly Proposal[], local?: readonly LocalChange[]): readonly RecordedFact[];
}

/** A drive helper of its own for one job: it holds one drive and dies with the job. */
export interface JobHelper {
  readonly client: DriveHelper;
  /** Ends the helper. A drive-side erase goes on. */
  stop(): Promise<void>;
}

/** What the parts of a station share. */
export interface StationParts {
  readonly store: StationStore<DriveLife>;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly changes: Changes;
  readonly mode: 'real' | 'practice';
  /** The policy that this station goes by now. */
  policy(): Policy;
  helperForJob(): Promise<JobHelper>;
  /** What is printed on the drive in a virtual bay, or given to an image as its label: nobody can look at those. */
  printed(port: string): readonly string[] | undefined;
  /** How much faster than real time the clocks of virtual drives run; real drives are always 1. */
  readonly virtualTimeScale: number;
}
