import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { imagePort } from '../../hardware/docks/images.ts';
import { type AssembledStation, assembleStation } from '../assemble/assemble.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { practiceDrives } from '../practice/catalogue.ts';
import { openVirtualBench, type VirtualBench } from '../practice/virtual-bench.ts';
import { type Cast, enrolCast, signIn } from './cast.ts';
import { type DemoItem, demoItem, givenItem } from './items.ts';
import { countPlanted } from './planted.ts';
import { type DemoDrive, type DemoResult, drivesOf, keepPapers, okOf } from './result.ts';
import {
  dock,
  followErases,
  intake,
  quarantineMismatch,
  releaseAll,
  start,
  type Tell,
  type Traveller,
  untilProven,
  validateAll,
} from './story.ts';
import { connectInProcess, type StationClient, untilBench } from './window.ts';

export interface DemoOptions {
  /** Everything is made in here and left here. */
  readonly dir: string;
  /** Images and loop devices that somebody else made. They are overwritten. */
  readonly drives: readonly string[];
  readonly tell: Tell;
  /** Diagnostics on standard error. */
  readonly verbose?: boolean;
}

/** Runs the main job on virtual docks, from scan to certificate in the log. Throws when a step did not happen. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  mkdirSync(options.dir, { recursive: true });
  options.tell('Putting eight virtual drives with planted customer data beside the docks.');
  const bench = await openVirtualBench(join(options.dir, 'docks'), false);
  const assembled = await assembleStation({
    dataRoot: join(options.dir, 'data'),
    mode: 'practice',
    bench,
    drives: options.drives,
    verbose: options.verbose === true,
  });
  const window = connectInProcess(assembled.station.router);
  try {
    return await playThrough(options, bench, assembled, window.client);
  } finally {
    window.close();
    await assembled.close();
  }
}

async function playThrough(
  options: DemoOptions,
  bench: VirtualBench,
  assembled: AssembledStation,
  client: StationClient,
): Promise<DemoResult> {
  const { tell } = options;
  const items = await itemsOf(options, bench, client);
  const before = plantedIn(items);
  const cast: Cast = await enrolCast(client);
  tell(`Station ${assembled.station.room.station().id} belongs to ${assembled.registry?.name ?? 'no registry'}.`);
  await signIn(client, cast.technician);
  const travellers = await takeIn(client, bench, items, tell);
  tell('\nErasing');
  await followErases(
    client,
    travellers.filter(({ item }) => item.ends !== 'mismatch'),
    tell,
  );
  tell('\nValidation, by somebody else');
  await validateAll(client, cast, travellers, tell);
  tell('\nWays out');
  const released = await releaseAll(client, cast, travellers, tell);
  tell('\nWaiting until every certificate is in the log and proven.');
  const views = await untilProven(client, travellers);
  const drives: readonly DemoDrive[] = drivesOf(views);
  const checked = await keepPapers(client, options.dir, drives);
  const sync = await untilBench(client, 'the sync', 15_000, (view) => view.sync);
  const after = plantedIn(items);
  const registry = { origin: sync.checkpoint?.origin ?? '', size: sync.checkpoint?.size ?? 0, root: sync.checkpoint?.root ?? '' };
  const faults = okOf({ travellers, views, before, after, released, checked });
  return {
    drives,
    registry,
    planted: travellers.map(({ item }) => ({ name: item.name, before: before.get(item) ?? null, after: after.get(item) ?? null })),
    faults,
    ok: faults.length === 0,
  };
}

/** Scan, dock, start, one drive after the other, as at a real bench; the erases run side by side. */
async function takeIn(client: StationClient, bench: VirtualBench, items: readonly DemoItem[], tell: Tell): Promise<readonly Traveller[]> {
  const travellers: Traveller[] = [];
  for (const item of items) {
    tell(`\n${item.name}`);
    const traveller = await intake(client, item, tell);
    travellers.push(traveller);
    const plug = async (port: string): Promise<void> => {
      if (item.medium !== undefined && !(await bench.hands.plug(port))) throw new Error(`${port} did not take the drive`);
    };
    const bay = await dock(client, traveller, plug, tell);
    const started = await start(client, traveller, tell);
    if (started !== (bay.lock?.verdict === 'open'))
      throw new Error(
        `${item.name}: the identity lock was ${bay.lock?.verdict ?? 'unknown'} and the erase ${started ? 'started' : 'did not start'}`,
      );
    if (!started) await quarantineMismatch(client, traveller);
  }
  return travellers;
}

async function itemsOf(options: DemoOptions, bench: VirtualBench, client: StationClient): Promise<readonly DemoItem[]> {
  const kinds = Object.keys(practiceDrives) as (keyof typeof practiceDrives)[]; // the keys of a constant are known
  const own = kinds.map((kind, index) =>
    demoItem(
      kind,
      practiceDrives[kind],
      bench.seats[index]?.port ?? '',
      join(bench.shelf.dir, practiceDrives[kind].spec.folder, 'medium.img'),
    ),
  );
  const given: DemoItem[] = [];
  for (const path of options.drives) {
    const port = imagePort(path);
    const bay = await untilBench(client, path, 20_000, (view) =>
      view.bays.find((one) => one.port === port && (one.identity !== undefined || one.guarded !== undefined || !one.occupied)),
    );
    if (bay.guarded !== undefined) throw new CannotStart(`${path} is protected: ${bay.guarded}. Nothing was written to it.`);
    if (bay.identity === undefined) throw new CannotStart(`${path} is not there. Nothing was written.`);
    given.push(givenItem(path, port, bay.identity.serial));
  }
  return [...own, ...given];
}

function plantedIn(items: readonly DemoItem[]): ReadonlyMap<DemoItem, number> {
  return new Map(items.flatMap((item) => (item.medium === undefined ? [] : [[item, countPlanted(item.medium)] as const])));
}
