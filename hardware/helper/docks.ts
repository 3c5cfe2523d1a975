import type { Bay } from '../../contract/helper.ts';
import { imageDock } from '../docks/images.ts';
import { lookAtShelf, type Sight } from '../docks/watch.ts';
import { shelfPath } from '../simulator/shelf-file.ts';
import type { Shelf } from '../simulator/shelf-types.ts';
import type { OpenDrive } from '../transport/transport.ts';

/** The bays of one kind of dock: a virtual shelf, disk images, the host's own buses. */
export interface DockSource {
  /** What is plugged where, now. Throws when it cannot be told. */
  bays(): Promise<readonly Bay[]>;
  /** Opens what sits at a port of this source for this program alone. Throws TransportError. */
  openDrive(port: string): Promise<OpenDrive>;
  /** Opens for questions alone, guarded or not: nothing is claimed, nothing can be written. Sources without it do not tell. */
  openToAsk?(port: string): Promise<OpenDrive>;
  /** Files whose change calls for a new look; a folder with a slash at its end stands for all that is in it. */
  readonly watched?: readonly string[];
}

export interface Clock {
  nowMs(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What to look at, and where a change shows first. */
export function sightsOf(sources: readonly DockSource[]): readonly Sight[] {
  return sources.map((source) => ({ look: () => source.bays(), paths: source.watched ?? [] }));
}

/** The bays of a directory of virtual drives. */
export function shelfSource(shelf: Shelf): DockSource {
  return { bays: () => lookAtShelf(shelf), openDrive: (port) => shelf.openDrive(port), watched: [shelfPath(shelf.dir)] };
}

/** Disk images and loop devices, each in a bay of its own. */
export function imageSource(paths: readonly string[]): DockSource {
  return { ...imageDock(paths), watched: paths };
}

/** The bay at a port with the source that has it, from a fresh look; undefined when no source has it. Throws when a source cannot be read. */
export async function findBay(
  sources: readonly DockSource[],
  port: string,
): Promise<{ readonly bay: Bay; readonly source: DockSource } | undefined> {
  for (const source of sources) {
    const bay = (await source.bays()).find((one) => one.port === port);
    if (bay !== undefined) return { bay, source };
  }
  return undefined;
}
