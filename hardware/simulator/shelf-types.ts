import type { Bay } from '../../contract/helper.ts';
import type { OpenDrive } from '../transport/transport.ts';
import type { DriveSpec, DriveSpecInput } from './drive-spec.ts';

/** One bay of a new shelf. */
export interface NewBay {
  /** Stable name of the place, e.g. `virtual/1`. */
  readonly port: string;
  readonly name: string;
  /** The drive that sits there from the start. */
  readonly drive?: DriveSpecInput;
}

export interface NewShelf {
  readonly bays: readonly NewBay[];
  /** Drives that lie beside the dock, to be plugged later. */
  readonly spares?: readonly DriveSpecInput[];
  /** How many times faster than estimated a drive works: 3600 makes an hour pass in a second. Default 1. */
  readonly timeScale?: number;
}

/** A directory of virtual bays and drives. Any number of processes may use one at the same time. */
export interface Shelf {
  readonly dir: string;
  readonly timeScale: number;
  /** What is plugged where, now. Throws when the shelf cannot be read. */
  bays(): Promise<readonly Bay[]>;
  /** All drives, plugged or not. */
  drives(): Promise<readonly DriveSpec[]>;
  /** Opens the drive in a bay for this program alone. Throws TransportError: `gone` (empty), `busy` (open elsewhere). */
  openDrive(port: string): Promise<OpenDrive>;
  /** Puts a drive into an empty bay; it powers on. Throws when the bay is taken or the drive sits elsewhere. */
  plug(port: string, folder: string): Promise<void>;
  /** Pulls the drive out; it loses power. Whoever has it open gets `gone`. */
  unplug(port: string): Promise<void>;
  /** Unplugs and plugs the same drive. */
  powerCycle(port: string): Promise<void>;
  /** Adds a drive with an empty medium, beside the dock. */
  addDrive(spec: DriveSpecInput): Promise<DriveSpec>;
}
