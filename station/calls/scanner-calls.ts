import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import type { ScannerHub, ScannerReading, ScannersView } from '../../contract/scanners.ts';
import { follow } from '../feed/changes.ts';
import { done, refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { signedIn } from './acting.ts';
import { waitIn } from './waiting.ts';

const none: ScannersView = { served: false, scanners: [] };

/** Scanners that are no keyboards. What they read goes to a window and comes back as a scan, or goes nowhere. */
export function scannerCalls(room: Room) {
  const os = implement(bridge).scanners;
  const { scanners, parts } = room;
  return {
    feed: os.feed.handler(({ signal }) => follow(() => scanners?.view() ?? none, parts.changes, waitIn(room), signal)),
    hear: os.hear.handler(({ signal }) => readings(scanners, signal)),
    use: os.use.handler(({ input }) =>
      signedIn(room, () => (scanners?.use(input.id, input.on) === true ? done([]) : refused('scanner_unknown'))),
    ),
  };
}

/** What is read while this is followed, in order; it ends with the signal. */
async function* readings(hub: ScannerHub | undefined, signal: AbortSignal | undefined): AsyncGenerator<ScannerReading, void, void> {
  const waiting: ScannerReading[] = [];
  let wake: (() => void) | undefined;
  const stop = hub?.hear((reading) => {
    waiting.push(reading);
    wake?.();
  });
  const end = (): void => wake?.();
  signal?.addEventListener('abort', end);
  try {
    while (signal?.aborted !== true) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    stop?.();
    signal?.removeEventListener('abort', end);
  }
}
