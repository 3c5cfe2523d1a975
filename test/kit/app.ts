import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type AssembledStation, assembleStation } from '../../host/assemble/assemble.ts';
import { openDataFolder } from '../../host/data-folder.ts';
import { connectInProcess, type StationClient } from '../../host/demo/window.ts';
import { type Page, servePage } from '../../host/page/serve.ts';
import { openVirtualBench, type VirtualBench } from '../../host/practice/virtual-bench.ts';

export interface AppOptions {
  readonly mode: 'real' | 'practice';
  /** Disk images as docks. */
  readonly drives?: readonly string[];
  /** The practice drives lie beside the docks, and nothing sits in a bay. */
  readonly keepShelfEmpty?: boolean;
  /** Another virtual bench than that of practice: made from the shelf's folder. */
  readonly bench?: (dir: string) => Promise<VirtualBench>;
}

/** The whole app: a station with its registry and helpers, and the built window served on loopback. */
export interface App {
  /** A bridge client in this process, for arranging and asserting. New after each start. */
  readonly client: StationClient;
  readonly assembled: AssembledStation;
  readonly bench: VirtualBench | undefined;
  readonly port: number;
  /** Where its data lies: what commands take as `--data`. */
  readonly dataRoot: string;
  /** An address with a fresh one-time token. */
  address(): string;
  /** Ends page server, station and registry; the data stays. */
  stop(): Promise<void>;
  /** Starts again on the same data and the same port. */
  start(): Promise<void>;
  /** Ends everything and removes the data. */
  close(): Promise<void>;
}

interface Running {
  readonly assembled: AssembledStation;
  readonly page: Page;
  readonly client: StationClient;
  readonly bench: VirtualBench | undefined;
  stop(): Promise<void>;
}

/** Starts the app on a folder of its own below the system's temporary folder. */
export async function startApp(options: AppOptions): Promise<App> {
  const root = await builtWindow();
  const dataRoot = mkdtempSync(join(tmpdir(), 'custos-e2e-'));
  let running: Running | undefined = await run(options, root, dataRoot, 0);
  const { port } = running.page;
  const now = (): Running => {
    if (running === undefined) throw new Error('the app is stopped');
    return running;
  };
  const stop = async (): Promise<void> => {
    const last = running;
    running = undefined;
    await last?.stop();
  };
  return {
    get client() {
      return now().client;
    },
    get assembled() {
      return now().assembled;
    },
    get bench() {
      return now().bench;
    },
    port,
    dataRoot,
    address: () => now().page.address(),
    stop,
    start: async () => {
      running ??= await run(options, root, dataRoot, port);
    },
    close: async () => {
      await stop();
      rmSync(dataRoot, { recursive: true, force: true });
    },
  };
}

async function run(options: AppOptions, root: string, dataRoot: string, port: number): Promise<Running> {
  const faults: unknown[] = [];
  const bench = options.mode === 'practice' ? await openBench(options, dataRoot) : undefined;
  const assembled = await assembleStation({
    dataRoot,
    mode: options.mode,
    bench,
    drives: options.drives ?? [],
    verbose: process.env['E2E_VERBOSE'] !== undefined,
  });
  let practice: Promise<AssembledStation> | undefined;
  const openPractice = (): Promise<AssembledStation> =>
    (practice ??= openBench(options, dataRoot).then((own) => assembleStation({ dataRoot, mode: 'practice', bench: own })));
  const page = await servePage({
    root,
    port,
    doors: {
      '/bridge': () => Promise.resolve(assembled.station.router),
      // As `custos station` does it: practice opens when somebody first comes. A practice app has only the one station.
      '/practice/bridge': async () => (options.mode === 'practice' ? assembled : await openPractice()).station.router,
    },
    onFault: (error) => faults.push(error),
  });
  const window = connectInProcess(assembled.station.router);
  return {
    assembled,
    page,
    bench,
    client: window.client,
    stop: async () => {
      window.close();
      await page.close();
      await (await practice)?.close();
      await assembled.close();
      if (faults.length > 0) throw new AggregateError(faults, 'the page server met faults');
    },
  };
}

function openBench(options: AppOptions, dataRoot: string): Promise<VirtualBench> {
  const { shelf } = openDataFolder(dataRoot, 'practice');
  return options.bench?.(shelf) ?? openVirtualBench(shelf, options.keepShelfEmpty !== true);
}

const top = resolve(import.meta.dirname, '../..');
let built: Promise<string> | undefined;

/** dist/renderer, built anew only when its sources changed, by the same step that `npm start` and `npm test` use. */
function builtWindow(): Promise<string> {
  const step = `import { ensureWindow } from ${JSON.stringify(join(top, 'build/setup/window.mjs'))}; await ensureWindow();`;
  built ??= promisify(execFile)(process.execPath, ['--input-type=module', '-e', step], { cwd: top }).then(() => join(top, 'dist/renderer'));
  return built;
}
