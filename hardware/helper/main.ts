import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { probeDevice } from '../docks/host/probe.ts';
import { hostSource } from '../docks/host/source.ts';
import { openShelf } from '../simulator/shelf.ts';
import { ioctlsUnderWay } from '../transport/posix.ts';
import { type Clock, type DockSource, imageSource, shelfSource } from './docks.ts';
import { openEscrow } from './escrow.ts';
import { framedPort } from './frames.ts';
import { serveHelper } from './serve.ts';
import { openPsidTries } from './psid-tries.ts';
import { openSpentList } from './spent.ts';

/**
 * The drive helper: the only program that touches a drive. It listens on nothing; it speaks over the streams
 * it inherits, and ends when they end.
 *
 *   --shelf DIR   a directory of virtual bays (repeatable)
 *   --drive PATH  a disk image or a loop device as a bay (repeatable)
 *   --host        the drives on this machine's own buses
 *   --bays FILE   which of its ports people have taught as bays; without it every port is protected
 *   --spent FILE  the list of used clearances; it must outlive us. Passwords that drives have from us, and how often
 *                 one was offered a PSID, are kept beside it
 *
 *   --probe WHAT  tell everything about one drive of the host (a node, a port, an image) as JSON, and end; reads only
 *   --host-fabrics  for tests: drives over a network, or over no bus that is known, count as drives in bays
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      shelf: { type: 'string', multiple: true, default: [] },
      drive: { type: 'string', multiple: true, default: [] },
      host: { type: 'boolean', default: false },
      'host-fabrics': { type: 'boolean', default: false },
      bays: { type: 'string' },
      spent: { type: 'string' },
      probe: { type: 'string' },
    },
    strict: true,
    allowPositionals: false,
  });
  const host = hostSource({
    ...(values.bays !== undefined && { bays: values.bays }),
    ...(values.spent !== undefined && { own: [dirname(values.spent)] }),
    fabrics: values['host-fabrics'],
  });
  if (values.probe !== undefined) {
    await tell(await probeDevice(host, values.probe));
    return;
  }
  if (values.spent === undefined) throw new Error('--spent FILE is needed: without it a clearance could be used twice');
  const spent = await openSpentList(values.spent);
  const escrow = await openEscrow(`${values.spent}-passwords`);
  const psidTries = await openPsidTries(`${values.spent}-psid-tries`);
  const sources: DockSource[] = await Promise.all(values.shelf.map(async (dir) => shelfSource(await openShelf(dir))));
  if (values.drive.length > 0) sources.push(imageSource(values.drive));
  if (values.host) sources.push(host);
  const { port, closed } = framedPort(process.stdin, process.stdout);
  const serving = serveHelper(port, { sources, spent, escrow, psidTries, clock }, log);
  // A parent that dies closes our input; signals that a terminal sends to the whole group are its to answer.
  process.on('SIGINT', () => undefined);
  await closed;
  // A write that never comes back must not keep us here for ever: the kernel ends it when the drive does.
  const stuck = clock.sleep(stopMs).then(() => 'stuck' as const);
  if ((await Promise.race([serving.stop(), stuck])) === 'stuck') leave('a command did not come back; leaving it');
  await spent.close();
  await escrow.close();
  await psidTries.close();
  if (ioctlsUnderWay() > 0) leave('a drive has not answered yet; leaving it');
}

/** Ends at once. An orderly exit would wait for every thread of the pool, and one of them waits for a drive. */
function leave(why: string): void {
  log(why);
  process.kill(process.pid, 'SIGKILL');
}

/** Writes one JSON line and waits until it is out. */
function tell(value: unknown): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(value)}\n`, () => {
      resolve();
    });
  });
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
