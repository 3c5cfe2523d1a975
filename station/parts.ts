import type { Clock, DriveHelper, KeyStore, Random, StationStore, Timer } from '../contract/ports.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Authority } from '../domain/authority/authority.ts';
import type { Changes } from './feed/changes.ts';
import type { Draft } from './record/draft.ts';
import type { Recorder } from './record/recorder.ts';

/** A fact that somebody, or the station itself, wants written. */
export type Proposal = Draft;

/** A drive helper of its own for one job: it holds one drive and dies with the job. */
export interface JobHelper {
  readonly client: DriveHelper;
  /** Ends the helper. A drive-side erase goes on. */
  stop(): Promise<void>;
}

/** What the parts of a station share. */
export interface StationParts {
  readonly store: StationStore;
  readonly recorder: Recorder;
  /** Who may do what by the log, as far as it was pulled; undefined for a station without a registry. */
  readonly authority?: (() => Authority | undefined) | undefined;
  /** Sign and verify stamps; none are written or judged without them. */
  readonly keys?: Pick<KeyStore, 'event' | 'verifier'> | undefined;
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
