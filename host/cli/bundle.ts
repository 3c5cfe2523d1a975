import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { bundleLimits } from '../../contract/bundle.ts';
import type { RotatingKeys, StationStore } from '../../contract/ports.ts';
import { openStationStore } from '../../db/open.ts';
import { randomBytes } from '../../keys/random.ts';
import { exportBundle, takeAnswer, type BundleNeeds } from '../../station/sync/bundle.ts';
import { unpackBundle } from '../../station/sync/bundle-file.ts';
import { eventKeyName } from '../../station/sync/install.ts';
import { syncWaits } from '../../station/sync/waits.ts';
import { carryFor } from '../assemble/link-up.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { openDataFolder } from '../data-folder.ts';
import { sendBundle } from '../machine/bundle-relay.ts';
import { machineClock } from '../machine/clock.ts';
import { openStationKeys } from '../machine/keys.ts';

interface BundleOptions {
  readonly data?: string;
  readonly practice?: boolean;
  readonly out?: string;
}

/** `custos bundle`: facts to the registry and proofs back, on a stick. The station itself must be stopped meanwhile; its window has the same buttons. */
export function bundleCommand(): Command {
  const data = '--data <dir>';
  const dataMeans = 'the data of the station, when it is not in the usual place';
  return new Command('bundle')
    .description('Carry facts to the registry, and its answers back, for a station without a network.')
    .addCommand(
      new Command('export')
        .description('Write what waits for the registry into a file.')
        .option(data, dataMeans)
        .option('--practice', 'the practice station')
        .requiredOption('--out <file>', 'the bundle')
        .action((options: BundleOptions) => withStation(options, (station) => exportTo(station, options.out ?? ''))),
    )
    .addCommand(
      new Command('import')
        .argument('<file>', 'a bundle of another station, or the answer to one of this station')
        .description("Carry another station's bundle to the registry, or take in the answer to an own one.")
        .option(data, dataMeans)
        .option('--practice', 'the practice station')
        .option('--out <file>', 'the answer to a bundle that was carried; FILE.answer unless told')
        .action((file: string, options: BundleOptions) => withStation(options, (station) => importFrom(station, file, options.out))),
    )
    .addCommand(
      new Command('send')
        .argument('<url>', 'address of a station that was started with --relay')
        .description('Hand what waits to a station on the same network, which carries it, and take its answer in.')
        .option(data, dataMeans)
        .option('--practice', 'the practice station')
        .action((url: string, options: BundleOptions) => withStation(options, (station) => sendTo(station, url))),
    );
}

interface Opened {
  readonly store: StationStore;
  readonly keys: RotatingKeys;
  readonly needs: BundleNeeds;
}

async function withStation(options: BundleOptions, act: (station: Opened) => Promise<void>): Promise<void> {
  const folder = openDataFolder(options.data, options.practice === true ? 'practice' : 'real');
  const store = openStationStore(folder.stationDatabase);
  try {
    const keys = openStationKeys(folder.keys, store.secrets.kept(eventKeyName));
    await act({ store, keys, needs: { store, keys, clock: machineClock, waits: syncWaits, share: () => 1 } });
  } finally {
    store.close();
  }
}

async function exportTo({ store, needs }: Opened, out: string): Promise<void> {
  if (existsSync(out)) throw new CannotStart(`${out} is there already. Nothing was written.`);
  const bundle = fileOf(await exportBundle(needs));
  writeFileSync(out, bundle, { mode: 0o600 });
  const { here, acknowledged } = store.sync.counts();
  say(`${out} carries ${here - acknowledged} facts. They stay here as well; nothing is lost if the file is.`);
  say('It holds names and serials in the clear where the registry is to have them: keep it like a paper record.');
}

async function importFrom(station: Opened, path: string, out = `${path}.answer`): Promise<void> {
  if (!existsSync(path) || statSync(path).size > bundleLimits.fileBytes)
    throw new CannotStart(`${path} is not there, or too large for a bundle.`);
  const file = new Uint8Array(readFileSync(path));
  if ((await unpackBundle(file))?.head.kind !== 'carry') return take(station, file);
  const answer = fileOf(await carryFor({ ...station, random: { bytes: randomBytes } }, file));
  writeFileSync(out, answer, { mode: 0o600 });
  say(`The registry has answered. Take ${out} back to the station that wrote the bundle.`);
}

async function sendTo(station: Opened, url: string): Promise<void> {
  const bundle = fileOf(await exportBundle(station.needs));
  const answer = await sendBundle(url, bundle);
  if (typeof answer === 'string') throw new CannotStart(`${url} did not carry the bundle: ${answer}. Every fact is kept here; try again.`);
  await take(station, answer);
}

async function take({ store, needs }: Opened, file: Uint8Array): Promise<void> {
  const taken = await takeAnswer(needs, file);
  if (taken !== 'taken') throw new CannotStart(wordsOf(taken));
  const { here, acknowledged, proven } = store.sync.counts();
  say(`Taken in. Of ${here} facts the registry has acknowledged ${acknowledged}, and ${proven} are proven to be in its log.`);
  const { phase, problem } = store.sync.state();
  if (phase !== 'running')
    say(`The registry stopped this chain (${problem ?? phase}). Every fact is kept here; the page Registry says what to do.`);
}

function fileOf(outcome: Uint8Array | Parameters<typeof wordsOf>[0]): Uint8Array {
  if (typeof outcome === 'string') throw new CannotStart(wordsOf(outcome));
  return outcome;
}

function wordsOf(why: 'no_registry' | 'bundle_unreadable' | 'bundle_not_ours'): string {
  switch (why) {
    case 'no_registry':
      return 'This station belongs to no registry. Nothing was changed.';
    case 'bundle_unreadable':
      return 'This file is no bundle, or it was damaged on the way. Nothing was changed; copy or export it again.';
    case 'bundle_not_ours':
      return 'This bundle belongs to another registry or another station. Nothing was changed.';
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
