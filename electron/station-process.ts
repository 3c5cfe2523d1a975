import { RPCHandler } from '@orpc/server/message-port';
import { createRouterClient } from '@orpc/server';
import { type AssembledStation, assembleStation } from '../host/assemble/assemble.ts';
import { openDataFolder } from '../host/data-folder.ts';
import { type MachineScanners, openScanners } from '../host/machine/scanners.ts';
import { openVirtualBench } from '../host/practice/virtual-bench.ts';
import type { FromStation, Mode, StationArguments, ToStation } from './messages.ts';

/**
 * The station, in a utility process of Electron: the same assembly that `host/` serves to a browser, over ports that
 * the shell hands in.
 */
// Written by main.ts as JSON in the one argument that this process is started with.
const given = JSON.parse(process.argv[2] ?? '{}') as StationArguments;
// Children of the station are plain Node programs; this binary is Electron's and is no Node.
process.execPath = given.helperNode;

let scanners: MachineScanners | undefined;

/** One for both stations: a scan belongs to the window that has the focus. */
function scannersHere(): MachineScanners {
  const { scanners: file } = openDataFolder(given.launch.dataRoot, 'real');
  return (scanners ??= openScanners({ file, log: (line) => process.stderr.write(`${line}\n`) }));
}

const opened = new Map<Mode, Promise<AssembledStation>>();
const running = new Map<Mode, number>();

function stationOf(mode: Mode): Promise<AssembledStation> {
  const known = opened.get(mode);
  if (known !== undefined) return known;
  const fresh = mode === 'real' ? openReal() : openPractice();
  opened.set(mode, fresh);
  void fresh.then((assembled) => followJobs(mode, assembled));
  return fresh;
}

async function openReal(): Promise<AssembledStation> {
  return assembleStation({ ...given.launch, mode: 'real', scanners: scannersHere() });
}

/** Practice has its own folder, registry and virtual docks: its marks never mix with real records. */
async function openPractice(): Promise<AssembledStation> {
  const { dataRoot, verbose } = given.launch;
  const bench = await openVirtualBench(openDataFolder(dataRoot, 'practice').shelf, true);
  return assembleStation({ ...(dataRoot !== undefined && { dataRoot }), mode: 'practice', bench, scanners: scannersHere(), verbose });
}

/** Tells the shell how many erases run, so that the machine stays awake and nobody quits unasked. */
async function followJobs(mode: Mode, { station }: AssembledStation): Promise<void> {
  const views = await createRouterClient(station.router).bench.feed();
  for await (const view of views) {
    const before = total();
    running.set(mode, view.bays.filter((bay) => bay.progress !== undefined).length);
    if (total() !== before) tell({ kind: 'running', jobs: total() });
  }
}

function total(): number {
  return [...running.values()].reduce((sum, jobs) => sum + jobs, 0);
}

function tell(message: FromStation): void {
  process.parentPort.postMessage(message);
}

function cannotStart(error: unknown): void {
  tell({ kind: 'cannot-start', words: error instanceof Error ? error.message : String(error) });
}

/** Practice that does not open must not take the real station, which may be erasing, down with it. */
function attachFailed(port: { close(): void }, error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  port.close();
}

async function close(): Promise<void> {
  for (const station of [...opened.values()].toReversed()) await station.then((assembled) => assembled.close()).catch(() => undefined);
  await scanners?.close();
  process.exit(0);
}

process.parentPort.on('message', ({ data, ports }) => {
  const message = data as ToStation; // only main.ts holds the other end
  switch (message.kind) {
    case 'attach': {
      const [port] = ports;
      if (port === undefined) throw new Error('a window was attached without a port');
      stationOf(message.mode).then(
        ({ station }) => {
          new RPCHandler(station.router).upgrade(port);
          port.start();
        },
        (error: unknown) => attachFailed(port, error),
      );
      return;
    }
    case 'close':
      void close();
      return;
  }
});

stationOf('real').then(() => tell({ kind: 'ready' }), cannotStart);
