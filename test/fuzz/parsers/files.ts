import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZodError } from 'zod';
import { parseMountinfo, parseSwaps } from '../../../hardware/docks/image-guard.ts';
import { framedPort, longestMessageBytes } from '../../../hardware/helper/frames.ts';
import { openSpentList, type SpentList } from '../../../hardware/helper/spent.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { driveSpec } from '../../../hardware/simulator/drive-spec.ts';
import { freshState } from '../../../hardware/simulator/model/machine.ts';
import { driveIn, presenceIn, readDrive, readShelf } from '../../../hardware/simulator/shelf-file.ts';
import { bytesOf, type Fuzzed, must, textOf } from '../fuzzed.ts';

/** A folder for inputs that a parser reads from a file. It goes with the process, or with `forgetFiles`. */
let folder: string | undefined;

/** A process that is ended by another one takes nothing with it. */
export function forgetFiles(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}

function fileOf(name: string, input: Uint8Array): string {
  if (folder === undefined) {
    process.once('exit', forgetFiles);
    folder = mkdtempSync(join(tmpdir(), 'custos-fuzz-'));
  }
  const path = join(folder, name);
  writeFileSync(path, input);
  return path;
}

function frame(text: string): Uint8Array {
  const body = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** Frames between station and helper. The first byte cuts the stream into chunks. */
export const frames: Fuzzed = {
  name: 'frames',
  share: 3,
  seeds: () => [
    Buffer.concat([Buffer.of(3), frame('{"i":"1","p":{"u":"/look"}}'), frame(''), frame('two')]),
    Buffer.concat([Buffer.of(200), frame('x'.repeat(300))]),
  ],
  async check(input) {
    const [source, sink] = [new PassThrough(), new PassThrough()];
    const { port, closed } = framedPort(source, sink);
    let bytes = 0;
    let ended = 0;
    port.on('message', (event) => {
      must(ended === 0, 'a message after the end');
      must(typeof event?.data === 'string', 'a message that is no text');
      bytes += event.data.length;
    });
    port.on('close', () => (ended += 1));
    const piece = 1 + (input[0] ?? 0);
    for (let at = 1; at < input.length; at += piece) source.write(input.slice(at, at + piece));
    source.end();
    const { why } = await closed;
    must(ended === 1, 'an end that was told more than once');
    must(bytes <= input.length && bytes <= longestMessageBytes, 'more came out than went in');
    // The lengths, counted here once more: whole frames end well, anything else is broken.
    let at = 1;
    while (at + 4 <= input.length) at += 4 + Buffer.from(input).readUInt32BE(at);
    must(why !== 'ended' || at === Math.max(1, input.length), 'half a frame was taken for a good end');
    sink.destroy();
  },
};

const ids = ['aaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccccc'] as const;

/** The list of used clearances, torn or damaged: what a whole line calls used is used, and stays so. */
export const spentList: Fuzzed = {
  name: 'spent-list',
  share: 0.4,
  seeds: () => [
    bytesOf(`${ids[0]} spent\n${ids[0]} sent\n${ids[1]} spent\n${ids[0]} accepted\n`),
    bytesOf(`${ids[1]} spent\n${ids[0].slice(0, 9)}`),
  ],
  async check(input) {
    const path = fileOf('spent', input);
    const lines = Buffer.from(input).toString('utf8').split('\n').slice(0, -1);
    const list = await openSpentList(path);
    try {
      await hold(list, lines);
    } finally {
      await list.close();
    }
  },
};

async function hold(list: SpentList, lines: readonly string[]): Promise<void> {
  for (const id of ids) {
    const named = lines.some((line) => line.startsWith(`${id} `));
    const before = await list.lastStep(id);
    must(!named || before !== undefined, 'a used clearance is fresh again');
    must(before !== 'accepted' || lines.includes(`${id} accepted`), 'accepted without a line that says so');
    const taken = await list.spend(id);
    must(taken === (before === undefined), 'a clearance was taken that was used, or refused that was fresh');
    must(!(await list.spend(id)), 'a clearance was taken twice');
    must((await list.lastStep(id)) !== undefined, 'what was spent is fresh');
  }
}

/** The kernel's tables of mounts and swap space. A line that is not understood throws: then nothing is known. */
export const kernelTables: Fuzzed = {
  name: 'kernel-tables',
  share: 8,
  seeds: () =>
    [
      '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n37 36 8:1 / /a\\040b rw - vfat /dev/sda1 rw\n',
      'Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n/dev/zram0 partition 1 0 100\n/swap\\040file file 1 0 -2\n',
    ].map(bytesOf),
  check(input) {
    const text = textOf(input);
    must(parseSwaps(text).length <= text.split('\n').length, 'more swap spaces than lines');
    let mounts: ReturnType<typeof parseMountinfo>;
    try {
      mounts = parseMountinfo(text);
    } catch (error) {
      return must(error instanceof Error && error.message.startsWith('mountinfo has a line'), String(error));
    }
    must(mounts.length === text.split('\n').filter((line) => line !== '').length, 'a mount was passed over');
  },
};

/** What `readShelf` and `readDrive` may throw: the file is no JSON, or not of this shape. */
function refused(error: unknown): void {
  if (!(error instanceof SyntaxError || error instanceof ZodError)) throw error;
}

/** shelf.json and drive.json of virtual docks, as anybody may have edited them. */
export const shelfFiles: Fuzzed = {
  name: 'shelf-files',
  share: 0.4,
  seeds: () => {
    const spec = driveSpec.parse({ ...demoDrives.nvme });
    const shelf = {
      version: 1,
      time_scale: 60,
      bays: [{ port: 'virtual/1', name: 'Bay 1', drive: 'nvme' }],
      power: { nvme: [{ at_ms: 1, on: true }] },
    };
    return [shelf, { version: 1, spec, state: freshState(spec) }].map((value) => bytesOf(JSON.stringify(value)));
  },
  check(input) {
    const dir = join(fileOf('shelf.json', input), '..');
    try {
      const shelf = readShelf(dir);
      must(shelf.time_scale > 0, 'time stands still');
      for (const { port } of shelf.bays)
        must(presenceIn(shelf, port, 2).length > 0 && driveIn(shelf, port, 2) !== '', 'a bay without presence');
    } catch (error) {
      refused(error);
    }
    mkdirSync(join(dir, 'd'), { recursive: true });
    fileOf('d/drive.json', input);
    try {
      must(readDrive(dir, 'd').spec.blocks >= 2048, 'a drive without blocks');
    } catch (error) {
      refused(error);
    }
  },
};
