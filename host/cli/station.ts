import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { openOrganisationKey, type OrganisationKeyPlace } from '../../keys/organisation/open.ts';
import { OrganisationKeyRefused } from '../../keys/organisation/refused.ts';
import { type AssembledStation, type AssembleOptions, assembleStation } from '../assemble/assemble.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { openDataFolder } from '../data-folder.ts';
import { servePage } from '../page/serve.ts';
import { openBundleRelay, type BundleRelay } from '../machine/bundle-relay.ts';
import { machineClock } from '../machine/clock.ts';
import { openScanners, type MachineScanners } from '../machine/scanners.ts';
import { openVirtualBench } from '../practice/virtual-bench.ts';
import { untilStopped } from './faults.ts';

interface StationOptions {
  readonly data?: string;
  readonly drive: readonly string[];
  readonly hostDocks: boolean;
  readonly port: string;
  readonly registry?: string;
  readonly code?: string;
  readonly name?: string;
  readonly site?: string;
  readonly relay?: string;
  readonly organisationKey?: string;
  readonly organisationPasswordFile?: string;
  readonly organisationChain?: string;
  readonly whyNoWindow?: string;
  readonly verbose?: boolean;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `custos station`, also `custos start`: a station, a registry unless there is one elsewhere, and the window in a browser. */
export function stationCommand(): Command {
  return new Command('station')
    .alias('start')
    .description('Start a station with a registry of its own on this machine, and serve its window on loopback.')
    .option('--data <dir>', 'keep everything here instead of the usual place')
    .option('--drive <path>', 'serve a disk image or a loop device as a dock; may be given again', collect, [])
    .option('--no-host-docks', "leave this machine's own buses alone and serve only what --drive names")
    .option('--port <number>', 'port of the window on 127.0.0.1; 0 takes a free one', '0')
    .option('--registry <url>', 'belong to a registry elsewhere, or "none" to belong to none')
    .option('--code <code>', 'one-time code from the people who run that registry; needed once')
    .option('--name <name>', 'name of this station, as the officer of that registry reads it')
    .option('--site <site>', 'site of this station in that registry')
    .option('--relay <host:port>', 'take bundles of other stations here and carry them to the registry')
    .option('--organisation-key <key>', 'sign papers with this key: a PEM or PKCS #12 file, or a PKCS #11 URI')
    .option('--organisation-password-file <file>', 'file with the password of that key file, or the PIN of the token')
    .option('--organisation-chain <file>', 'PEM file with the certificate of that key, where it has none beside it, and its issuers')
    .option('--why-no-window <reason>', 'why the window is served to a browser, said at the start')
    .option('--verbose', 'diagnostics on standard error, one JSON line each')
    .action(async (options: StationOptions) => {
      await runStation(options);
    });
}

async function runStation(options: StationOptions): Promise<void> {
  const root = windowFolder();
  const scanners = openScanners({ file: openDataFolder(options.data, 'real').scanners, log: (line) => process.stderr.write(`${line}\n`) });
  const station = await assembleStation({
    dataRoot: options.data,
    mode: 'real',
    scanners,
    drives: options.drive,
    hostDocks: options.hostDocks,
    registry: registryOf(options),
    verbose: options.verbose === true,
    organisationKey: await organisationKeyOf(options),
  });
  let practice: Promise<AssembledStation> | undefined;
  const openPractice = (): Promise<AssembledStation> => (practice ??= startPractice(options, scanners));
  const page = await servePage({
    root,
    port: Number(options.port),
    doors: {
      '/bridge': () => Promise.resolve(station.station.router),
      '/practice/bridge': async () => (await openPractice()).station.router,
    },
    onFault: (error) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`),
  });
  if (options.whyNoWindow !== undefined) say(`The window opens in a browser: ${options.whyNoWindow}`);
  say(`Data: ${station.data.root}`);
  if (station.registry !== undefined) say(`Registry: ${station.registry.name} on ${station.registry.url}`);
  sayAsked(station);
  say(`Custos is at ${page.address()}`);
  const relay = options.relay === undefined ? undefined : await startRelay(options.relay, station);
  say('That address opens one browser. Press Enter for another, Ctrl+C to stop.');
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => say(`Custos is at ${page.address()}`));
  await untilStopped();
  lines.close();
  say('Stopping. Erases that run inside a drive go on; overwrites stop and are taken up at the next start.');
  await relay?.close();
  await page.close();
  await (await practice)?.close();
  await station.close();
  await scanners.close();
}

/** Where the organisation's key is. A key that cannot be used is told at once and stops nothing: papers say that they are not signed. */
async function organisationKeyOf(options: StationOptions): Promise<OrganisationKeyPlace | undefined> {
  const { organisationKey: key, organisationPasswordFile: passwordFile, organisationChain: chainFile } = options;
  if (key === undefined) return undefined;
  const place = { key, passwordFile, chainFile };
  try {
    const opened = await openOrganisationKey(place, machineClock.wallMs());
    say(`Papers are signed by ${opened.about.name}, until ${new Date(opened.about.notAfterMs).toISOString().slice(0, 10)}.`);
    opened.close();
  } catch (error) {
    if (!(error instanceof OrganisationKeyRefused)) throw error;
    say(`Papers are not signed: ${error.message}`);
  }
  return place;
}

/** A second door, for bundles alone. */
async function startRelay(where: string, { link }: AssembledStation): Promise<BundleRelay> {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(where) ?? [];
  if (host === undefined || port === undefined) throw new CannotStart(`"${where}" is no host and port, like 192.0.2.7:7481.`);
  const relay = await openBundleRelay({ host: host.replace(/^\[|\]$/g, ''), port: Number(port) }, async (file) => {
    const carried = await link.importBundle(file, 'carry');
    return carried === 'taken' ? 'bundle_unreadable' : carried;
  });
  say(`Bundles of other stations are taken at ${relay.url}`);
  return relay;
}

/** A request that an officer has not decided: the words are for comparing, on the telephone if need be. */
function sayAsked({ store }: AssembledStation): void {
  const asked = store.sync.asked();
  if (asked === undefined) return;
  if (asked.refused !== undefined) {
    say(`The registry at ${asked.url} refused: ${asked.refused}. Every fact is kept here. The page Registry says what to do.`);
    return;
  }
  say(`An officer of the registry at ${asked.url} has to let this station in. The same six words must stand on the officer's screen:`);
  say(`    ${asked.words.join(' ')}`);
  say('Work can begin: every fact is signed and kept here, and is sent when the officer has answered.');
}

/** Practice has its own folder, its own registry and its own virtual docks: its marks never mix with real records. */
async function startPractice(options: StationOptions, scanners: MachineScanners): Promise<AssembledStation> {
  const data = openDataFolder(options.data, 'practice');
  const bench = await openVirtualBench(data.shelf, true);
  return assembleStation({ dataRoot: options.data, mode: 'practice', bench, scanners, verbose: options.verbose === true });
}

function windowFolder(): string {
  const root = fileURLToPath(new URL('../../dist/renderer', import.meta.url));
  if (!existsSync(root)) throw new CannotStart('The window is not built. Start Custos with `npm start`, which builds it first.');
  return root;
}

function registryOf(options: StationOptions): 'embedded' | 'none' | Exclude<AssembleOptions['registry'], string | undefined> {
  if (options.registry === undefined) return 'embedded';
  if (options.registry === 'none') return 'none';
  if (!URL.canParse(options.registry))
    throw new CannotStart(
      `"${options.registry}" is not the address of a registry. Nothing was started. Give one like https://registry.example, or "none".`,
    );
  return { url: options.registry, code: options.code, name: options.name, site: options.site };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
