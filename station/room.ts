import type { AnswerShelf } from '../contract/answers.ts';
import type { PhotoShelf } from '../contract/photos.ts';
import type { ListReader } from '../contract/ports.ts';
import type { ScannerHub } from '../contract/scanners.ts';
import type { Desk } from './bench/desk.ts';
import type { Docks } from './docks/docks.ts';
import type { Teaching } from './docks/teaching.ts';
import type { Jobs } from './erase/jobs.ts';
import type { LabelQueue } from './labels/queue.ts';
import type { StationParts } from './parts.ts';
import type { People } from './people/people.ts';
import type { Lookout } from './pull/lookout.ts';
import type { RegistryLink } from './sync/link.ts';

/** Everything that stands in the room where one bench works: what views read and commands act on. */
export interface Room {
  readonly parts: StationParts;
  readonly docks: Docks;
  readonly teaching: Teaching;
  readonly desk: Desk;
  readonly jobs: Jobs;
  readonly people: People;
  readonly version: string;
  /** Undefined where this host reads no scanners but keyboards. */
  readonly scanners: ScannerHub | undefined;
  /** Undefined where this host reads no files. */
  readonly lists: ListReader | undefined;
  /** Undefined where this host keeps no photos. */
  readonly photos: PhotoShelf | undefined;
  /** Undefined where this host reads no answers of vendors. */
  readonly answers: AnswerShelf | undefined;
  readonly labels: LabelQueue;
  /** Id from enrolment; names from the newest `station.named`. */
  station(): { readonly id: string; readonly name: string; readonly site: string };
  /** The line to the registry. */
  readonly link: RegistryLink;
  /** Asks the registry about single drives; undefined where it runs in this very station, which knows all that it knows. */
  readonly lookout: Lookout | undefined;
  /** The record that the drive in this bay was last bound to. */
  boundAt(port: string): string | undefined;
  /** Looks at every occupied bay again, after a label or a record has changed. */
  bindAgain(): void;
}
