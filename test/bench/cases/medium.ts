import { statSync } from 'node:fs';
import { createCipheriv, randomBytes } from 'node:crypto';
import type { Order } from '../../../domain/erase/clearance.ts';
import { HostOverwrite } from '../../../hardware/erase/host-overwrite.ts';
import { realLimits } from '../../../hardware/erase/limits.ts';
import type { Medium } from '../../../hardware/erase/medium.ts';
import { openPlain, placeOf } from '../../../hardware/transport/plain.ts';
import { readBack } from '../../../hardware/verify/read-back.ts';
import type { BenchCase, BenchRoom } from '../bench-case.ts';
import type { Figure } from '../figures.ts';
import { interleave, timedMs } from '../figures.ts';
import { noLoopDevices } from '../own-folder.ts';
import { run } from '../programs.ts';

type Pattern = Order['pattern'];
interface Target {
  readonly kind: 'file' | 'loop';
  readonly path: string;
}

const patterns = ['zero', 'random'] as const;
const kinds = ['file', 'loop'] as const;
const names = kinds.flatMap((kind) => [
  ...patterns.map((pattern) => `overwrite_${pattern}_${kind}`),
  `read_back_zero_${kind}_dd`,
  `read_back_zero_${kind}_cmp`,
  `read_back_random_${kind}_dd`,
]);

/** Overwriting a medium through the host, and reading it back in full: what `dd` and `cmp` do, by the same requests. */
export const mediumCase: BenchCase = {
  names,
  async run(room) {
    const wanted = kinds.filter((kind) => names.some((name) => name.includes(`_${kind}`) && room.wants(name)));
    const file = room.folder.image('drive.img', room.sizeBytes);
    const figures: Figure[] = [];
    for (const kind of wanted) {
      const why = kind === 'loop' ? noLoopDevices() : undefined;
      if (why !== undefined) {
        room.say(`The figures on a loop device are left out: ${why}.`);
        continue;
      }
      const target: Target = { kind, path: kind === 'loop' ? room.folder.loop(file) : file };
      for (const pattern of patterns)
        if (room.wants(`overwrite_${pattern}_${kind}`)) figures.push(await overwriteFigure(room, target, pattern));
      figures.push(...(await readBackFigures(room, target)));
    }
    return figures;
  },
};

const mibPerS = (sizeBytes: number, ms: number): number => sizeBytes / 1024 / 1024 / (ms / 1000);

async function withMedium<T>(room: BenchRoom, target: Target, act: (medium: Medium) => Promise<T>): Promise<T> {
  if (!room.folder.holds(target.path)) throw new Error(`${target.path} was not made by this bench`);
  const place = placeOf(statSync(target.path));
  const drive = await openPlain({ path: target.path, kind: target.kind === 'loop' ? 'block_device' : 'file', presence: 'bench', place });
  try {
    if (drive.transport.kind !== 'block' || drive.transport.sizeBytes !== room.sizeBytes) throw new Error('not the medium that was made');
    return await act(drive.transport);
  } finally {
    await drive.close();
  }
}

async function overwrite(room: BenchRoom, target: Target, pattern: Pattern, seed: Uint8Array): Promise<void> {
  const end = await withMedium(room, target, (medium) =>
    new HostOverwrite(medium, { pattern, passes: 1, seed }, realLimits).run(new AbortController().signal),
  );
  if (end !== 'written') throw new Error(`the overwrite ended ${end}`);
}

async function overwriteFigure(room: BenchRoom, target: Target, pattern: Pattern): Promise<Figure> {
  const name = `overwrite_${pattern}_${target.kind}`;
  room.say(`${name}…`);
  const { sizeBytes } = room;
  const blocks = sizeBytes / (4 * 1024 * 1024);
  const source = pattern === 'zero' ? '/dev/zero' : '/dev/urandom';
  // notrunc: like a drive, the file keeps its blocks. fullblock: a short read from urandom would break direct I/O.
  const dd = (...more: readonly string[]): Promise<void> => {
    if (!room.folder.holds(target.path)) throw new Error(`${target.path} was not made by this bench`);
    return run(
      'dd',
      `if=${source}`,
      `of=${target.path}`,
      'bs=4M',
      'oflag=direct',
      'iflag=fullblock',
      'conv=fsync,notrunc',
      'status=none',
      ...more,
    );
  };
  const half = Math.floor(blocks / 2);
  const values = await interleave(room.rounds, {
    ours: async () => mibPerS(sizeBytes, await timedMs(() => overwrite(room, target, pattern, randomBytes(32)))),
    peer: async () => mibPerS(sizeBytes, await timedMs(() => dd(`count=${blocks}`))),
    limit: async () =>
      pattern === 'random'
        ? mibPerS(sizeBytes, await timedMs(() => cipherAlone(sizeBytes)))
        : mibPerS(sizeBytes, await timedMs(() => Promise.all([dd(`count=${half}`), dd(`count=${blocks - half}`, `seek=${half}`)]))),
  });
  return {
    name,
    unit: 'MiB/s',
    better: 'more',
    oursIs: `host overwrite, ${pattern} pattern, ${realLimits.requestBytes / 1024 / 1024} MiB requests, ${realLimits.inFlight} in flight, then a flush, on a ${target.kind}`,
    peerIs: `dd if=${source} bs=4M oflag=direct conv=fsync`,
    ours: values.ours,
    peer: values.peer,
    limit: {
      what: pattern === 'random' ? 'AES-256-CTR alone on one core, nothing written' : 'two dd at once, half each',
      values: values.limit,
    },
  };
}

function cipherAlone(sizeBytes: number): void {
  const cipher = createCipheriv('aes-256-ctr', randomBytes(32), randomBytes(16));
  const zeros = new Uint8Array(256 * 1024);
  for (let done = 0; done < sizeBytes; done += zeros.length) cipher.update(zeros);
}

/** Reads all of it, as verification does. Throws when what was found is not what was written. */
async function verify(room: BenchRoom, target: Target, pattern: Pattern, seed: Uint8Array): Promise<void> {
  const evidence = await withMedium(room, target, (medium) =>
    readBack({
      medium,
      order: { technique: 'host_overwrite', method: 'clear', passes: 1, pattern, read_back: { kind: 'full' } },
      seed,
      markers: 0,
      limits: realLimits,
      nowMs: () => performance.now(),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    }),
  );
  if (evidence?.read_bytes !== room.sizeBytes || evidence.unexpected !== 0 || evidence.unreadable !== 0)
    throw new Error(`the read-back found ${JSON.stringify(evidence)}`);
}

async function readBackFigures(room: BenchRoom, target: Target): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const base = `read_back_zero_${target.kind}`;
  const { sizeBytes } = room;
  /** Nothing of the medium may be in memory: both sides read the medium. */
  const cold = async (act: () => Promise<void>): Promise<number> => {
    if (target.kind === 'loop') await run('blockdev', '--flushbufs', target.path);
    else await run('dd', `if=${target.path}`, 'iflag=nocache', 'count=0', 'status=none');
    return mibPerS(sizeBytes, await timedMs(act));
  };
  const dd = (): Promise<void> => run('dd', `if=${target.path}`, 'of=/dev/null', 'bs=4M', 'iflag=direct', 'status=none');
  const oursIs = `full read-back with comparison, ${realLimits.requestBytes / 1024 / 1024} MiB requests, ${realLimits.inFlight} in flight, on a ${target.kind}`;
  const seed = randomBytes(32);
  if (room.wants(`${base}_dd`) || room.wants(`${base}_cmp`)) {
    room.say(`${base}…`);
    await overwrite(room, target, 'zero', seed);
    const values = await interleave(room.rounds, {
      ours: () => cold(() => verify(room, target, 'zero', seed)),
      dd: () => cold(dd),
      cmp: () => cold(() => run('cmp', '--bytes', String(sizeBytes), target.path, '/dev/zero')),
    });
    const shared = { unit: 'MiB/s', better: 'more', oursIs, ours: values.ours } as const;
    if (room.wants(`${base}_dd`))
      figures.push({
        name: `${base}_dd`,
        ...shared,
        peerIs: 'dd of=/dev/null bs=4M iflag=direct: reads, compares nothing',
        peer: values.dd,
      });
    if (room.wants(`${base}_cmp`))
      figures.push({ name: `${base}_cmp`, ...shared, peerIs: 'cmp with /dev/zero: reads and compares, as ours does', peer: values.cmp });
  }
  const random = `read_back_random_${target.kind}_dd`;
  if (room.wants(random)) {
    room.say(`${random}…`);
    await overwrite(room, target, 'random', seed);
    const values = await interleave(room.rounds, { ours: () => cold(() => verify(room, target, 'random', seed)), peer: () => cold(dd) });
    figures.push({
      name: random,
      unit: 'MiB/s',
      better: 'more',
      oursIs: `${oursIs}, the random pattern made again to compare with`,
      peerIs: 'dd of=/dev/null bs=4M iflag=direct: reads, compares nothing',
      ...values,
    });
  }
  return figures;
}
