import type { Bay, Look } from '../../contract/helper.ts';
import type { OpenDrive } from '../transport/transport.ts';

/** The bays of one kind of dock: a virtual shelf, disk images, and later the host's own buses. */
export interface DockSource {
  /** What is plugged where, now. Throws when it cannot be told. */
  bays(): Promise<readonly Bay[]>;
  /** Opens what sits at a port of this source for this program alone. Throws TransportError. */
  openDrive(port: string): Promise<OpenDrive>;
}

export interface Clock {
  nowMs(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** All sources as one map. A source that cannot be read makes the whole look fail: half a map would read as "unplugged". */
export async function lookAt(sources: readonly DockSource[]): Promise<Look> {
  try {
    const bays = (await Promise.all(sources.map((source) => source.bays()))).flat();
    const ports = new Set(bays.map((bay) => bay.port));
    if (ports.size !== bays.length) return { kind: 'failed', why: 'two bays have the same port' };
    return { kind: 'looked', bays };
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

/** The bay at a port with the source that has it, from a fresh look; undefined when no source has it. Throws when a source cannot be read. */
export async function findBay(sources: readonly DockSource[], port: string): Promise<{ readonly bay: Bay; readonly source: DockSource } | undefined> {
  for (const source of sources) {
    const bay = (await source.bays()).find((one) => one.port === port);
    if (bay !== undefined) return { bay, source };
  }
  return undefined;
}

/** The map now, and again after each change, until the signal is aborted. */
export async function* watchBays(sources: readonly DockSource[], clock: Clock, everyMs: number, signal: AbortSignal): AsyncGenerator<Look, void, void> {
  let before = '';
  while (!signal.aborted) {
    const look = await lookAt(sources);
    const now = JSON.stringify(look);
    if (now !== before) {
      before = now;
      yield look;
    }
    await clock.sleep(everyMs, signal);
  }
}
