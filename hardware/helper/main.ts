import { parseArgs } from 'node:util';
import { openShelf } from '../simulator/shelf.ts';
import { type Clock, type DockSource, imageSource, shelfSource } from './docks.ts';
import { framedPort } from './frames.ts';
import { serveHelper } from './serve.ts';
import { openSpentList } from './spent.ts';

/**
 * The drive helper: the only program that touches a drive. It listens on nothing; it speaks over the streams
 * it inherits, and ends when they end.
 *
 *   --shelf DIR   a directory of virtual bays (repeatable)
 *   --drive PATH  a disk image or a loop device as a bay (repeatable)
 *   --spent FILE  the list of used clearances; it must outlive us
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      shelf: { type: 'string', multiple: true, default: [] },
      drive: { type: 'string', multiple: true, default: [] },
      spent: { type: 'string' },
    },
    strict: true,
    allowPositionals: false,
  });
  if (values.spent === undefined) throw new Error('--spent FILE is needed: without it a clearance could be used twice');
  const spent = await openSpentList(values.spent);
  const sources: DockSource[] = await Promise.all(values.shelf.map(async (dir) => shelfSource(await openShelf(dir))));
  if (values.drive.length > 0) sources.push(imageSource(values.drive));
  const { port, closed } = framedPort(process.stdin, process.stdout);
  const serving = serveHelper(port, { sources, spent, clock }, log);
  // A parent that dies closes our input; signals that a terminal sends to the whole group are its to answer.
  process.on('SIGINT', () => undefined);
  await closed;
  // A write that never comes back must not keep us here for ever: the kernel ends it when the drive does.
  const stuck = clock.sleep(stopMs).then(() => 'stuck' as const);
  if ((await Promise.race([serving.stop(), stuck])) === 'stuck') throw new Error('a command did not come back; leaving it');
  await spent.close();
}

/** How long the last requests may take after our parent has gone. */
const stopMs = 30_000;

const clock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake, { once: true });
    }),
};

function log(line: string): void {
  process.stderr.write(`drive helper: ${line}\n`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
