import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoResult } from '../../host/demo/result.ts';
import { loopDevice, noLoopDevices, run } from '../hardware/docks/loop.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'custos-demo-test-'));
const kept = join(folder, 'kept');
const image = join(folder, 'given.img');
const secret = 'INVOICE OF A REAL CUSTOMER';
const imageBytes = 32 * 1024 * 1024;

const noMkfs = spawnSync('mkfs.ext4', ['-V']).error === undefined ? undefined : 'mkfs.ext4 is not installed';

/** Runs `custos` as a person would, from a checkout. */
function custos(...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
  const ended = spawnSync(process.execPath, [join(root, 'host/cli/main.ts'), ...args], { encoding: 'utf8', timeout: 240_000 });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

/** How often a text stands in a file, read from outside of everything that Custos says. */
function count(path: string, text: string): number {
  const bytes = readFileSync(path);
  let found = 0;
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) found += 1;
  return found;
}

/** An ext4 image with files in it, made by mkfs.ext4 alone: no mount is needed. */
function ext4Image(path: string): void {
  const files = join(folder, 'files');
  mkdirSync(files, { recursive: true });
  for (let index = 0; index < 8; index += 1) writeFileSync(join(files, `ledger-${index}.txt`), `${secret} ${index}\n`.repeat(4000));
  writeFileSync(path, new Uint8Array(imageBytes));
  execFileSync('mkfs.ext4', ['-q', '-F', '-d', files, path]);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('custos demo', () => {
  let result: DemoResult;
  let code: number | null;
  let before = 0;

  beforeAll(() => {
    if (noMkfs === undefined) {
      ext4Image(image);
      before = count(image, secret);
    }
    const ended = custos('demo', '--json', '--keep', kept, ...(noMkfs === undefined ? ['--drive', image] : []));
    code = ended.code;
    result = JSON.parse(ended.out) as DemoResult; // the shape is what the tests below look at
  }, 260_000);

  it('exits 0 and prints one object, because all of it happened', () => {
    expect(result.faults).toEqual([]);
    expect(result.ok).toBe(true);
    expect(code).toBe(0);
    expect(result.registry).toMatchObject({ origin: expect.stringMatching(/^practice\./) as string, size: expect.any(Number) as number });
    for (const drive of result.drives)
      expect(Object.keys(drive)).toEqual([
        'serial',
        'kind',
        'state',
        'technique',
        'level',
        'verification',
        'certificate',
        'eventHash',
        'logIndex',
      ]);
  });

  it('erases a SATA disk, a SATA SSD, a SAS disk, a SAS SSD and an NVMe drive, each by a command of its own', () => {
    const done = result.drives.filter(({ level }) => level === 'purge');
    expect(done.map(({ kind }) => kind).toSorted()).toEqual(['ata_hdd', 'ata_ssd', 'nvme_ssd', 'scsi_hdd', 'scsi_ssd']);
    for (const drive of done) expect(drive).toMatchObject({ verification: 'verified', logIndex: expect.any(Number) as number });
  });

  it('leaves no planted customer record in the images of sanitized drives, and every one on the drive that was stopped', () => {
    const shelf = join(kept, 'docks');
    const records = new Map(
      readdirSync(shelf, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => [name, count(join(shelf, name, 'medium.img'), 'CUSTOMER RECORD ')] as const),
    );
    for (const { before: planted } of result.planted) expect(planted === null || planted > 1000).toBe(true);
    for (const name of ['sata-hdd', 'sata-ssd', 'sas-hdd', 'sas-ssd', 'nvme']) expect([name, records.get(name)]).toEqual([name, 0]);
    expect(records.get('mislabelled')).toBe(result.planted.find((drive) => drive.before === drive.after)?.before);
    expect(records.get('failing')).toBeGreaterThan(0);
  });

  it('sets the failing drive and the pretending one aside for destruction, with failure certificates, and stops the wrong label', () => {
    const failed = result.drives.filter(({ state, certificate }) => state === 'quarantined' && certificate !== null);
    expect(failed.map(({ serial, level }) => [serial, level])).toEqual([
      ['WCCDEM000006', null],
      ['2099DEM00008', null],
    ]);
    expect(result.drives.find(({ serial }) => serial === 'ZDEMO0B3')).toMatchObject({
      state: 'quarantined',
      technique: null,
      certificate: null,
    });
  });

  it('leaves certificates that check by themselves, and not with one byte changed', () => {
    const file = join(kept, 'certificates', `${result.drives[0]?.certificate ?? ''}.json`);
    expect(custos('verify', file)).toMatchObject({ code: 0 });
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    const changed = join(folder, 'changed.json');
    writeFileSync(changed, bytes);
    expect(custos('verify', changed).code).toBe(20);
  });

  it('packs all of it into a bundle that checks by itself', () => {
    const bundle = join(folder, 'bundle.zip');
    expect(custos('export', '--practice', '--data', join(kept, 'data'), '--out', bundle)).toMatchObject({ code: 0 });
    expect(custos('verify', bundle)).toMatchObject({ code: 0 });
  });

  it('clears an image that somebody else made: its files are found before, and nothing after', (ctx) => {
    ctx.skip(noMkfs !== undefined, noMkfs);
    expect(before).toBeGreaterThan(30_000);
    expect(count(image, secret)).toBe(0);
    expect(result.drives.at(-1)).toMatchObject({
      kind: 'image',
      state: 'validated',
      technique: 'host_overwrite',
      level: 'clear',
      verification: 'verified',
    });
  });
});

describe('a target that is in use', () => {
  it('is refused while it is mounted, and keeps every byte', (ctx) => {
    ctx.skip(noMkfs !== undefined, noMkfs);
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = join(folder, 'mounted.img');
    ext4Image(path);
    const device = loopDevice(path);
    const mount = join(folder, 'mount');
    mkdirSync(mount);
    run('mount', '-o', 'ro', device, mount);
    try {
      const held = count(path, secret);
      for (const target of [path, device]) {
        const ended = custos('demo', '--json', '--drive', target);
        expect(ended.code).toBe(1);
        expect(ended.err).toContain('is protected');
        expect(ended.err).toContain('Nothing was written');
      }
      expect(count(path, secret)).toBe(held);
    } finally {
      run('umount', mount);
    }
  }, 90_000);
});
