import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { overwriteExt } from '../../../hardware/ata/sanitize.ts';
import { sanitizeOverwrite } from '../../../hardware/scsi/sanitize.ts';
import { testUnitReady } from '../../../hardware/scsi/inquiry.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { driveSpec } from '../../../hardware/simulator/drive-spec.ts';
import { openFileMedium } from '../../../hardware/simulator/file-medium.ts';
import { createShelf, openShelf } from '../../../hardware/simulator/shelf.ts';
import { ata, benchWith, hourMs, outcome, port, sanitizeStatus, send, temporaryFolder } from './kit.ts';

const shelfModule = new URL('../../../hardware/simulator/shelf.ts', import.meta.url).href;

/** A process that opens the drive, says so, and keeps it. */
function holder(dir: string, at: string): { readonly opened: Promise<unknown>; kill(): Promise<void> } {
  const program = `import { openShelf } from ${JSON.stringify(shelfModule)};
    await (await openShelf(${JSON.stringify(dir)})).openDrive(${JSON.stringify(at)});
    console.log('open'); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return { opened: once(child.stdout, 'data'), kill };
}

describe('a shelf', () => {
  it('shows its bays as virtual, with a presence that changes at each power-on', async () => {
    const bench = await benchWith('sataHdd');
    const before = await bench.shelf.bays();
    expect(before).toMatchObject([
      { port, name: 'Bay 1', virtual: true, occupied: true },
      { port: 'virtual/2', occupied: false, presence: 'empty' },
    ]);
    await bench.shelf.powerCycle(port);
    const after = await bench.shelf.bays();
    expect(after[0]?.occupied).toBe(true);
    expect(after[0]?.presence).not.toBe(before[0]?.presence);
  });

  it('keeps every demo drive inside the limits of a real one', () => {
    const specs = Object.values(demoDrives).map((drive) => driveSpec.parse(drive));
    expect(new Set(specs.map((spec) => spec.serial)).size).toBe(specs.length);
    for (const spec of specs) {
      expect(spec.serial).toMatch(/DEM[O0]/);
      expect(spec.blocks * spec.block_bytes).toBeGreaterThanOrEqual(32 * 1024 * 1024);
      expect(spec.blocks * spec.block_bytes).toBeLessThanOrEqual(96 * 1024 * 1024);
    }
  });

  it('refuses to be made twice, and ports or drives that come twice', async () => {
    const bench = await benchWith('sataHdd');
    await expect(createShelf(bench.dir, { bays: [] })).rejects.toThrow('already');
    const dir = join(temporaryFolder(), 'other');
    await expect(
      createShelf(dir, {
        bays: [
          { port: 'a', name: '' },
          { port: 'a', name: '' },
        ],
      }),
    ).rejects.toThrow('twice');
    expect(existsSync(dir)).toBe(false);
  });

  it('fails aloud when its record cannot be read', async () => {
    const bench = await benchWith('sataHdd');
    writeFileSync(join(bench.dir, 'shelf.json'), '{"version":1}');
    await expect(bench.shelf.bays()).rejects.toThrow('time_scale');
    await expect(openShelf(bench.dir)).rejects.toThrow('time_scale');
  });

  it('moves drives between bays and refuses a bay that is taken', async () => {
    const bench = await benchWith('sataHdd');
    const spare = await bench.shelf.addDrive({ ...demoDrives.sasSsd, blocks: 2048 });
    await expect(bench.shelf.plug(port, spare.folder)).rejects.toThrow('taken');
    await expect(bench.shelf.plug('virtual/2', bench.folder)).rejects.toThrow('another bay');
    await bench.shelf.plug('virtual/2', spare.folder);
    expect((await bench.shelf.bays()).map((bay) => bay.occupied)).toEqual([true, true]);
    expect((await bench.shelf.drives()).map((drive) => drive.serial)).toEqual(['0DEM0A01DEM4', 'ZDEMO0A1']);
  });

  it('gives `gone` to whoever has an emptied bay open, and for a bay that is empty', async () => {
    const bench = await benchWith('sataHdd');
    const drive = await bench.scsi();
    await bench.shelf.unplug(port);
    await expect(send(drive, testUnitReady())).rejects.toMatchObject({ code: 'gone' });
    await expect(bench.shelf.openDrive('virtual/2')).rejects.toMatchObject({ code: 'gone' });
  });

  it('gives a blocked command `gone` when its drive is pulled', async () => {
    const bench = await benchWith('sasHdd', [], {}, 'wait');
    const drive = await bench.scsi();
    const blocked = send(drive, sanitizeOverwrite(new Uint8Array(4), 1, { immed: false }), 24 * hourMs);
    const ended = blocked.then(
      () => 'answered',
      (error: unknown) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    await bench.shelf.unplug(port);
    bench.clock.turn(1000);
    expect(await ended).toMatchObject({ code: 'gone' });
  });
});

describe('several processes', () => {
  it('open a drive one at a time, and a killed one gives it back', async () => {
    const dir = join(temporaryFolder(), 'shelf');
    const shelf = await createShelf(dir, { bays: [{ port, name: 'Bay 1', drive: { ...demoDrives.sataHdd, blocks: 2048 } }] });
    const other = holder(dir, port);
    await other.opened;
    await expect(shelf.openDrive(port)).rejects.toMatchObject({ code: 'busy' });
    await other.kill();
    await (await shelf.openDrive(port)).close();
  });

  it('refuse a second opening in the same process too', async () => {
    const bench = await benchWith('sataHdd');
    await bench.open();
    await expect(bench.shelf.openDrive(port)).rejects.toMatchObject({ code: 'busy' });
  });
});

describe('time that passes while nobody has the drive open', () => {
  it('finishes a sanitize: the next open finds it done and the bytes gone', async () => {
    const bench = await benchWith('sataHdd');
    const first = await bench.open();
    if (first.transport.kind !== 'scsi') throw new Error('kind');
    await ata(first.transport, overwriteExt(0));
    await first.close();
    bench.clock.turn(hourMs);
    expect(bench.marks().length).toBeGreaterThan(0);
    const drive = await bench.scsi();
    expect(await sanitizeStatus(drive)).toMatchObject({ completedWithoutError: true });
    expect(bench.marks()).toEqual([]);
  });

  it('does not count while the drive has no power', async () => {
    const bench = await benchWith('sasHdd');
    const first = await bench.open();
    if (first.transport.kind !== 'scsi') throw new Error('kind');
    await send(first.transport, sanitizeOverwrite(new Uint8Array(4)));
    await first.close();
    bench.clock.turn(60_000);
    await bench.shelf.unplug(port);
    bench.clock.turn(10 * hourMs);
    await bench.shelf.plug(port, bench.folder);
    const drive = await bench.scsi();
    expect(outcome(await send(drive, testUnitReady()))).toBe('02/04/1B');
    bench.clock.turn(60_000);
    expect(outcome(await send(drive, testUnitReady()))).toBe('good');
  });
});

describe('a medium', () => {
  it('is sparse, punches holes, and makes the same noise for the same seed', async () => {
    const bench = await benchWith('sataHdd');
    const path = join(bench.dir, bench.folder, 'medium.img');
    const medium = openFileMedium(path);
    onTestFinished(() => medium.close());
    medium.noise(0, medium.sizeBytes, 'one');
    const first = readFileSync(path);
    medium.noise(0, medium.sizeBytes, 'two');
    expect(readFileSync(path).equals(first)).toBe(false);
    medium.noise(0, medium.sizeBytes, 'one');
    expect(readFileSync(path).equals(first)).toBe(true);
    medium.zero(4096, 8192);
    const holed = readFileSync(path);
    expect(holed.subarray(4096, 12288).every((byte) => byte === 0)).toBe(true);
    expect(holed.subarray(0, 4096).equals(first.subarray(0, 4096))).toBe(true);
    expect(holed.subarray(12288).equals(first.subarray(12288))).toBe(true);
    medium.zero(0, medium.sizeBytes);
    expect(statSync(path).blocks * 512).toBeLessThan(64 * 1024);
    expect(statSync(path).size).toBe(medium.sizeBytes);
    expect(() => medium.write(medium.sizeBytes, new Uint8Array(1))).toThrow(RangeError);
  });
});
