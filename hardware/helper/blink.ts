import type { Blinked } from '../../contract/helper.ts';
import { mediumOf, type Medium } from '../erase/medium.ts';
import { readIdentity } from '../identity/read-identity.ts';
import { alignedBytes } from '../transport/aligned.ts';
import { MediumError, TransportError } from '../transport/transport.ts';
import { type Clock, findBay, type DockSource } from './docks.ts';
import { limitsFor } from './guard.ts';

/** A rhythm that no working drive has: light on for a third of a second, off for as long. */
const rhythm = { onMs: 350, offMs: 350, times: 12 } as const;
const readBytes = 256 * 1024;

/**
 * Makes the activity light of a bay blink by timed reads, so that a person finds it. Reads only, at places far apart
 * so that no cache answers. A drive that is in use by this computer is left alone.
 *
 * @param signal ends it early
 */
export async function blinkBay(sources: readonly DockSource[], clock: Clock, port: string, signal: AbortSignal): Promise<Blinked> {
  try {
    const found = await findBay(sources, port);
    if (found === undefined || !found.bay.occupied) return { kind: 'not_blinked', detail: 'no drive in this bay' };
    if (found.bay.guarded !== undefined) return { kind: 'not_blinked', detail: found.bay.guarded };
    const open = await found.source.openDrive(port);
    try {
      const limits = limitsFor(found.bay);
      const identified = await readIdentity(open, limits);
      if (identified.kind === 'silent') return { kind: 'not_blinked', detail: identified.detail };
      await blink(await mediumOf(open, identified.identity, limits), clock, signal);
      return { kind: 'blinked' };
    } finally {
      await open.close();
    }
  } catch (error) {
    if (error instanceof TransportError) return { kind: 'not_blinked', detail: error.message };
    throw error;
  }
}

async function blink(medium: Medium, clock: Clock, signal: AbortSignal): Promise<void> {
  const length = Math.min(medium.sizeBytes, Math.max(readBytes, medium.blockBytes));
  const into = alignedBytes(length);
  const places = Math.max(1, Math.floor(medium.sizeBytes / length));
  let at = 0;
  for (let beat = 0; beat < rhythm.times && !signal.aborted; beat += 1) {
    const until = clock.nowMs() + rhythm.onMs;
    while (clock.nowMs() < until && !signal.aborted) {
      // Steps of about the golden part of the medium come to every region and never near the last read.
      at = (at + Math.ceil(places * 0.618)) % places;
      try {
        await medium.read(at * length, into);
      } catch (error) {
        // A place that cannot be read lights the lamp as well.
        if (!(error instanceof MediumError)) throw error;
      }
    }
    await clock.sleep(rhythm.offMs, signal);
  }
}
