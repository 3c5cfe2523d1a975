import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { realLimits } from '../../../hardware/erase/limits.ts';
import type { BenchCase, BenchRoom } from '../bench-case.ts';
import { cpuPerGib, mebibyte, mibPerS, type Operation, operations, type Sample, type Side } from '../drive/measured.ts';
import { eraseAndReadBack } from '../drive/ours.ts';
import { dd, type Drives, fio, missing, nwipe, shred } from '../drive/peers.ts';
import { type Figure, median } from '../figures.ts';
import { noLoopDevices } from '../own-folder.ts';

/** An image file as a drive, a loop device over it, and eight loop devices at once, each of a quarter of the size. */
const layouts = ['image', 'drive', 'eight'] as const;
type Layout = (typeof layouts)[number];

const peersOf: Readonly<Record<Layout, readonly string[]>> = {
  image: ['dd'],
  drive: ['fio', 'dd', 'shred', 'nwipe'],
  eight: ['fio', 'dd', 'shred', 'nwipe'],
};

/** What a peer does, of the four. */
const doneBy: Readonly<Record<string, readonly Operation[]>> = {
  fio: operations,
  dd: operations,
  shred: ['zero', 'random'],
  nwipe: ['zero', 'read_zero', 'random'],
};

const nameOf = (layout: Layout, operation: Operation, peer: string): string => `${layout}_${operation}_${peer}`;
const listenerName = 'eight_listener_p99';

const names = [
  ...layouts.flatMap((layout) =>
    peersOf[layout].flatMap((peer) =>
      (doneBy[peer] ?? []).flatMap((operation) => [nameOf(layout, operation, peer), `${nameOf(layout, operation, peer)}_cpu`]),
    ),
  ),
  listenerName,
];

/** Overwriting drives and reading them back, beside the tools that a user would pick instead. */
export const driveCase: BenchCase = {
  group: 'drive',
  names,
  async run(room) {
    const file = room.folder.image('drive.img', room.sizeBytes);
    const figures: Figure[] = [];
    for (const layout of layouts) {
      if (!names.some((name) => name.startsWith(`${layout}_`) && room.wants(name))) continue;
      const why = layout === 'image' ? undefined : noLoopDevices();
      if (why !== undefined) room.say(`The figures on loop devices (${layout}) are left out: ${why}.`);
      else figures.push(...(await figuresOf(room, layout, file)));
    }
    return figures.filter((figure) => room.wants(figure.name));
  },
};

async function figuresOf(room: BenchRoom, layout: Layout, file: string): Promise<readonly Figure[]> {
  const drives = drivesOf(room, layout, file);
  const delays: number[] = [];
  const own: Side = {
    name: 'ours',
    is: `a drive helper each, with a clearance: ${realLimits.requestBytes / mebibyte} MiB requests, ${realLimits.inFlight} in flight, then a flush; reads compare every byte. Processor time from the markers on`,
    run: async () => {
      const listening = monitorEventLoopDelay({ resolution: 1 });
      listening.enable();
      const samples: Sample[] = [];
      for (const pattern of ['zero', 'random'] as const)
        samples.push(...(await eraseAndReadBack(room.folder.path, drives.targets, pattern)));
      listening.disable();
      delays.push(listening.percentile(99) / 1e6);
      return samples;
    },
  };
  const peers = peersOf[layout].flatMap((name) => peerOf(room, layout, name, drives));
  const samples = await inTurn(room, layout, [own, ...peers]);
  const figures = peers.flatMap((peer) => operations.flatMap((operation) => compared(layout, operation, own, peer, samples)));
  return layout === 'eight' ? [...figures, await listenerFigure(delays)] : figures;
}

function drivesOf({ folder, sizeBytes }: BenchRoom, layout: Layout, file: string): Drives {
  if (layout === 'image') return { folder, targets: [file], bytesEach: sizeBytes };
  if (layout === 'drive') return { folder, targets: [folder.loop(file)], bytesEach: sizeBytes };
  return loops(folder, 'eight', 2 * sizeBytes);
}

function loops(folder: Drives['folder'], name: string, bytes: number): Drives {
  const bytesEach = bytes / 8;
  const targets = Array.from({ length: 8 }, (_, i) => folder.loop(folder.image(`${name}-${i}.img`, bytesEach)));
  return { folder, targets, bytesEach };
}

function peerOf(room: BenchRoom, layout: Layout, name: string, drives: Drives): readonly Side[] {
  const why = missing(name, room.say);
  if (why !== undefined) {
    room.say(`${name} is left out: ${why}.`);
    return [];
  }
  switch (name) {
    case 'fio':
      return [fio(drives)];
    case 'dd':
      return [dd(drives)];
    case 'shred':
      return [shred(drives)];
    default: {
      const { folder, sizeBytes } = room;
      const less = sizeBytes / 16;
      if (layout === 'eight') return [nwipe(loops(folder, 'nwipe', less))];
      return [nwipe({ folder, targets: [folder.loop(folder.image('nwipe.img', less))], bytesEach: less })];
    }
  }
}

/** All sides in turn, round after round. Nothing is warmed up: every side starts programs of its own, on files that were written before. */
async function inTurn(room: BenchRoom, layout: Layout, sides: readonly Side[]): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map<string, Sample[]>();
  for (let round = 0; round < room.driveRounds; round++) {
    for (const side of sides) {
      room.say(`${layout}, round ${round + 1}: ${side.name}…`);
      samples.set(side.name, [...(samples.get(side.name) ?? []), ...(await side.run())]);
    }
  }
  return samples;
}

function compared(
  layout: Layout,
  operation: Operation,
  own: Side,
  peer: Side,
  samples: ReadonlyMap<string, readonly Sample[]>,
): readonly Figure[] {
  const of = (side: Side): readonly Sample[] => (samples.get(side.name) ?? []).filter((sample) => sample.operation === operation);
  const [ours, theirs] = [of(own), of(peer)];
  if (ours.length === 0 || theirs.length === 0) return [];
  const name = nameOf(layout, operation, peer.name);
  const shared = { oursIs: own.is, peerIs: peer.is };
  const [rates, peerRates] = [ours.map(mibPerS), theirs.map(mibPerS)];
  const rateGoal = peer.name !== 'fio' ? undefined : goalOf(operation, median(peerRates));
  const isFrugal = peer.name === 'nwipe' && operation === 'random';
  return [
    { name, unit: 'MiB/s', better: 'more', ours: rates, peer: peerRates, ...shared, ...(rateGoal !== undefined && { goal: rateGoal }) },
    {
      name: `${name}_cpu`,
      unit: 'CPU s/GiB',
      better: 'less',
      ours: ours.map(cpuPerGib),
      peer: theirs.map(cpuPerGib),
      ...shared,
      ...(isFrugal && { goal: 4 }),
    },
  ];
}

/** The share of fio's rate that ours is to reach. Random bytes cost computing: only where the device takes less than 1 GB/s. */
function goalOf(operation: Operation, fioMibPerS: number): number | undefined {
  if (operation !== 'random') return 0.97;
  return fioMibPerS * mebibyte < 1e9 ? 0.9 : undefined;
}

/** How late timers are in the process that listens to eight drives at work, which is where a station is. */
async function listenerFigure(ours: readonly number[]): Promise<Figure> {
  const idle = monitorEventLoopDelay({ resolution: 1 });
  idle.enable();
  await pause(1000);
  idle.disable();
  return {
    name: listenerName,
    unit: 'ms',
    better: 'less',
    ours,
    peer: [idle.percentile(99) / 1e6],
    oursIs: '99th percentile of the event loop’s delay in the process that listens to eight helpers at work',
    peerIs: 'the same process with nothing to listen to',
  };
}
