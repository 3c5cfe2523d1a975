import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Look, Report } from '../../../contract/helper.ts';
import { type HelperProcess, spawnHelper } from '../../../hardware/helper/client.ts';
import { eraseToTheEnd } from '../../../station/erase/to-the-end.ts';
import { imagePort } from '../../../hardware/docks/images.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const main = join(import.meta.dirname, '../../../hardware/helper/main.ts');
const helpers: HelperProcess[] = [];
let current: TestBench | undefined;

afterEach(async () => {
  for (const helper of helpers.splice(0)) await helper.stop();
  await current?.end();
  current = undefined;
});

function start(args: readonly string[]): HelperProcess {
  const helper = spawnHelper({ command: process.execPath, args: [main, ...args] });
  helpers.push(helper);
  return helper;
}

async function on(
  drive: Parameters<typeof benchWith>[0],
  options?: Parameters<typeof benchWith>[1],
): Promise<TestBench & { readonly args: readonly string[] }> {
  current = await benchWith(small(drive), options);
  return { ...current, args: ['--shelf', current.shelf.dir, '--spent', current.spentPath] };
}

async function until(reports: AsyncIterable<Report>, kind: Report['kind']): Promise<void> {
  for await (const report of reports) if (report.kind === kind) return;
  throw new Error(`ended without ${kind}`);
}

// Several programs start in each of these: the limit is for a machine that has much else to do.
describe('the helper as a process', { timeout: 30_000 }, () => {
  test('looks, identifies, erases and verifies over its own streams, and ends when its input ends', async () => {
    const { args, marksLeft, shelf } = await on(demoDrives.nvme);
    const helper = start(args);
    const watching = new AbortController();
    const looks: Look[] = [];
    for await (const look of await helper.client.look(undefined, { signal: watching.signal })) {
      looks.push(look);
      break;
    }
    watching.abort();
    expect(looks[0]).toMatchObject({ kind: 'looked', bays: [{ port, occupied: true, virtual: true }] });
    expect(await helper.client.identify({ port })).toMatchObject({
      kind: 'identified',
      identity: { serial: demoDrives.nvme.serial, media: 'nvme_ssd', serial_source: 'identify_controller' },
    });
    const clearance = await clearanceFor(shelf, 'nvme_sanitize_crypto_erase');
    const erased = lastOf(await milestones(await helper.client.erase({ clearance })));
    if (erased.kind !== 'erased') throw new Error(`not erased: ${JSON.stringify(erased)}`);
    const verified = lastOf(await milestones(await helper.client.verify({ clearance, record: erased.record, markers: 16 })));
    expect(verified).toMatchObject({ kind: 'verified', evidence: { unexpected: 0, markers: { surviving: 0 } } });
    expect(marksLeft()).toBe(0);
    await helper.stop();
    expect(await helper.closed).toEqual({ code: 0, signal: null });
  });

  test('killed in the middle of a sanitize, the next helper refuses the clearance, finds the drive running, and follows it to its end', async () => {
    const { args, shelf, marksLeft } = await on(demoDrives.sasHdd, { timeScale: 2400 });
    const first = start(args);
    // The next helper is up before the first dies, so that what it finds does not depend on how fast programs start.
    const second = start(args);
    await second.client.identify({ port });
    const clearance = await clearanceFor(shelf, 'scsi_sanitize_overwrite');
    const started_ms = Date.now();
    await until(await first.client.erase({ clearance }), 'accepted');
    if (first.pid === undefined) throw new Error('the helper has no process');
    process.kill(first.pid, 'SIGKILL');
    expect(await first.closed).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await second.client.ask({ clearance, started_ms })).toMatchObject({ kind: 'running' });
    expect(lastOf(await milestones(await second.client.erase({ clearance })))).toMatchObject({ kind: 'stopped', why: 'clearance_spent' });
    expect(lastOf(await milestones(await second.client.attach({ clearance, started_ms })))).toMatchObject({
      kind: 'erased',
      record: { completion: { claim: 'completed' } },
    });
    expect(await second.client.ask({ clearance, started_ms })).toMatchObject({ kind: 'erased' });
    expect(marksLeft()).toBe(0);
  });

  test('exits when its parent dies, and the overwrite stops with it', async () => {
    const { args, shelf } = await on(demoDrives.sataHdd);
    const helper = start(args);
    const clearance = await clearanceFor(shelf, 'host_overwrite', { order: { passes: 16, pattern: 'random' } });
    await until(await helper.client.erase({ clearance }), 'accepted');
    const before = Date.now();
    await helper.stop();
    expect(await helper.closed).toEqual({ code: 0, signal: null });
    expect(Date.now() - before).toBeLessThan(3000);
    const next = start(args);
    expect(await next.client.ask({ clearance, started_ms: before })).toEqual({ kind: 'not_running' });
  });

  test('a cancelled overwrite tells its ending to whoever attaches', async () => {
    const { args, shelf } = await on(demoDrives.sataHdd);
    const helper = start(args);
    const clearance = await clearanceFor(shelf, 'host_overwrite', { order: { passes: 16, pattern: 'random' } });
    const cancel = new AbortController();
    const said: Report[] = [];
    for await (const report of eraseToTheEnd(helper.client, clearance, Date.now(), cancel.signal)) {
      said.push(report);
      if (report.kind === 'accepted') cancel.abort();
    }
    expect(said.at(-1)).toMatchObject({ kind: 'stopped', why: 'cancelled', data: 'partly_erased' });
  });

  test('overwrites a disk image that somebody else made, and finds nothing of it afterwards', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'custos-image-'));
    const path = join(dir, 'disk.img');
    const content = Buffer.alloc(4 * 1024 * 1024, 'the content of a file on a disk ');
    writeFileSync(path, content);
    try {
      const helper = start(['--drive', path, '--spent', join(dir, 'spent')]);
      const told = await helper.client.identify({ port: imagePort(path) });
      if (told.kind !== 'identified') throw new Error(`silent: ${told.detail}`);
      expect(told.identity).toMatchObject({ interface: 'image', serial_source: 'assigned', capacity_bytes: content.length });
      const clearance = {
        id: 'imageimageimageimage01',
        job: 'j1_00000000000000000001',
        port: imagePort(path),
        serial: told.identity.serial,
        model: told.identity.model,
        capacity_bytes: content.length,
        order: { technique: 'host_overwrite', method: 'clear', passes: 1, pattern: 'random', read_back: { kind: 'full' } },
        deadline_ms: Date.now() + 60_000,
        seed: 'A'.repeat(43),
      } as const;
      const erased = lastOf(await milestones(await helper.client.erase({ clearance })));
      if (erased.kind !== 'erased') throw new Error(`not erased: ${JSON.stringify(erased)}`);
      const verified = lastOf(await milestones(await helper.client.verify({ clearance, record: erased.record, markers: 16 })));
      expect(verified).toMatchObject({
        kind: 'verified',
        evidence: { kind: 'full', read_bytes: content.length, unexpected: 0, markers: { surviving: 0 } },
      });
      expect(readFileSync(path).includes('content of a file')).toBe(false);
      await helper.stop();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  test('does not start without a list of used clearances', async () => {
    const helper = spawn(process.execPath, [main, '--shelf', '/nowhere'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const code = await new Promise((resolve) => helper.once('close', resolve));
    expect(code).toBe(2);
  });

  test('refuses a clearance that is not to the letter', async () => {
    const { args, shelf, image } = await on(demoDrives.sasSsd);
    const before = image();
    const helper = start(args);
    const clearance = await clearanceFor(shelf, 'host_overwrite');
    const odd = { ...clearance, extra: true };
    await expect(helper.client.erase({ clearance: odd })).rejects.toThrow();
    await expect(helper.client.erase({ clearance: { ...clearance, seed: 'short' } })).rejects.toThrow();
    // The right length but a second spelling of the same bytes.
    expect(lastOf(await milestones(await helper.client.erase({ clearance: { ...clearance, seed: `${'A'.repeat(42)}B` } })))).toMatchObject({
      kind: 'stopped',
      why: 'command_refused',
      data: 'untouched',
    });
    expect(image().equals(before)).toBe(true);
  });
});
