import type { ScannerReading } from '../../contract/scanners.ts';
import type { Station } from '../connect.ts';

/** Before a feed that ended is asked for again, milliseconds. */
const pauseMs = 1000;

/**
 * Takes what scanners without a keyboard read, while the line is open. The station gives each reading to the window
 * that asked last, so this one asks again whenever it gets the focus: a scan goes where the person looks.
 *
 * @returns a function that stops it
 */
export function followScanners(target: Window, station: Station, onReading: (reading: ScannerReading) => void): () => void {
  let present = new AbortController();
  const follow = async ({ signal }: AbortController, opened: () => void): Promise<void> => {
    while (!signal.aborted) {
      try {
        const readings = await station.scanners.hear(undefined, { signal });
        opened();
        for await (const reading of readings) onReading(reading);
      } catch {
        // The line went down or the station ended the feed.
      }
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  const ask = (): void => {
    const before = present;
    present = new AbortController();
    // The old one ends when the new one is answered: no reading falls between them.
    void follow(present, () => before.abort());
  };
  void follow(present, () => undefined);
  target.addEventListener('focus', ask);
  return () => {
    target.removeEventListener('focus', ask);
    present.abort();
  };
}
