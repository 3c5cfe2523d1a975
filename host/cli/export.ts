import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { openStationStore } from '../../db/open.ts';
import { randomBytes } from '../../keys/random.ts';
import { bundleOf, NoBundle } from '../../station/certificates/bundle.ts';
import { fetchConnection } from '../../station/sync/fetch-connection.ts';
import { eventKeyName } from '../../station/sync/install.ts';
import { createPump } from '../../station/sync/pump.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { joinRegistry } from '../assemble/registry-link.ts';
import { openDataFolder } from '../data-folder.ts';
import { machineClock, machineTimer } from '../machine/clock.ts';
import { openInstallGuard } from '../machine/install-file.ts';
import { openStationKeys } from '../machine/keys.ts';
import { errorLog } from '../machine/log.ts';
import { bundleChecker } from './checker-file.ts';

interface ExportOptions {
  readonly data?: string;
  readonly practice?: boolean;
  readonly out: string;
  readonly certificate: readonly string[];
  readonly drive: readonly string[];
}

/** `custos export`: an audit bundle of this station's certificates, while the station is not running. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Pack certificates with everything to check them offline. Stop the station first.')
    .requiredOption('--out <file>', 'the bundle to write (.zip)')
    .option(
      '--certificate <id>',
      'this certificate; may be given again; all of them when neither this nor --drive is given',
      collected,
      [] as readonly string[],
    )
    .option(
      '--drive <serial>',
      'all certificates of the drive with this serial or id; may be given again',
      collected,
      [] as readonly string[],
    )
    .option('--data <dir>', 'where the station keeps its data')
    .option('--practice', 'the practice station of that folder')
    .action(async (options: ExportOptions) => {
      const written = await exportBundle(options);
      process.stdout.write(
        `${options.out}: ${written.certificates} certificates, ${written.sizeBytes} bytes. Check it with: custos verify ${options.out}\n`,
      );
    });
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function exportBundle(options: ExportOptions): Promise<{ readonly certificates: number; readonly sizeBytes: number }> {
  const mode = options.practice === true ? 'practice' : 'real';
  const data = openDataFolder(options.data, mode);
  const store = openStationStore(data.stationDatabase);
  try {
    const { pins } = store.sync.state();
    if (store.facts.chain() === undefined || pins === undefined)
      throw new CannotStart(`There is no station with a registry in ${data.root}. Nothing was written.`);
    const keys = openStationKeys(data.keys, store.secrets.kept(eventKeyName));
    const embedded = store.secrets.kept('embedded_registry') !== undefined;
    const registry = await joinRegistry(
      store,
      keys,
      embedded ? { kind: 'embedded', dataDir: data.registry } : { kind: 'remote', url: pins.url },
      mode,
      openInstallGuard(data.keys),
    );
    try {
      return await pack(options, store, keys, registry?.url ?? pins.url);
    } finally {
      await registry?.close();
    }
  } catch (error) {
    throw error instanceof NoBundle ? new CannotStart(error.message, { cause: error }) : error;
  } finally {
    store.close();
  }
}

async function pack(
  options: ExportOptions,
  store: ReturnType<typeof openStationStore>,
  keys: ReturnType<typeof openStationKeys>,
  url: string,
): Promise<{ readonly certificates: number; readonly sizeBytes: number }> {
  const random = { bytes: randomBytes };
  const pump = createPump({
    store,
    keys,
    connect: fetchConnection,
    clock: machineClock,
    timer: machineTimer,
    random,
    log: errorLog(false),
  });
  const connection = fetchConnection(url);
  pump.start();
  try {
    await untilProven(store);
    const wanted = wantedIds(store, options);
    if (wanted.length === 0) throw new CannotStart('This station has issued no certificate yet. Nothing was written.');
    const zip = await bundleOf({ store, keys, clock: machineClock, random, connection, verifier: await bundleChecker() }, wanted);
    writeFileSync(options.out, zip);
    return { certificates: wanted.length, sizeBytes: zip.length };
  } finally {
    await pump.stop();
    connection.close();
  }
}

const proofLimitMs = 60_000;

/** Facts that were written just before the station stopped are still to be sent and proven. */
async function untilProven(store: ReturnType<typeof openStationStore>): Promise<void> {
  const until = machineClock.monoMs() + proofLimitMs;
  for (;;) {
    const { here, proven } = store.sync.counts();
    if (proven >= here) return;
    if (machineClock.monoMs() > until)
      throw new CannotStart(
        `${here - proven} facts are not in the log yet; the registry did not take them within a minute. Nothing was written; try again when it answers.`,
      );
    await new Promise<void>((resolve) => machineTimer.after(100, resolve));
  }
}

/** Certificates that were asked for by their ids or by their drives; all of them when nothing was. */
function wantedIds(store: ReturnType<typeof openStationStore>, { certificate, drive }: ExportOptions): readonly string[] {
  const issued = store.shelf.ofType('certificate.issued', 0, Number.MAX_SAFE_INTEGER).map(({ fact }) => ({
    id: (fact.body as { certificate: string }).certificate, // the recorder held it to its schema
    subject: fact.subject ?? '',
  }));
  if (certificate.length === 0 && drive.length === 0) return issued.map(({ id }) => id);
  const ofDrives = drive.flatMap((asked) => {
    const ids = issued
      .filter(({ subject }) => subject === asked || store.drives.life(subject)?.record?.serial === asked)
      .map(({ id }) => id);
    if (ids.length === 0) throw new CannotStart(`This station has issued no certificate for ${asked}. Nothing was written.`);
    return ids;
  });
  return [...new Set([...certificate, ...ofDrives])];
}
