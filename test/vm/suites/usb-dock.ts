import assert from 'node:assert/strict';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Unfinished } from '../../../contract/helper.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { realLimits } from '../../../hardware/erase/limits.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { createShelf } from '../../../hardware/simulator/shelf.ts';
import { botTransport } from '../../../hardware/transport/usb/bot-transport.ts';
import { openUsb } from '../../../hardware/transport/usb/open-usb.ts';
import { until } from '../lab/guest/lab.ts';
import { eraseAndVerify, lastOf, openBench } from '../kit/bench.ts';
import { marksOn, pick, plant, said } from '../kit/medium.ts';
import { startModel } from '../kit/model-server.ts';
import { test } from '../kit/test.ts';

const mebibyte = 1024 * 1024;
const sizeBytes = 4 * mebibyte;
const small = { blocks: sizeBytes / 512, erase_s: 60 };
const drives = [
  { ...demoDrives.sataSsd, ...small },
  // Long enough to lose host and power in the middle.
  { ...demoDrives.sataHdd, ...small, erase_s: 300 },
  { ...demoDrives.sasSsd, ...small },
];

const shelf = await createShelf('/tmp/shelf', {
  bays: drives.map((drive, index) => ({ port: `virtual/${index}`, name: `Bay ${index}`, drive })),
  timeScale: 40,
});
const server = startModel(new URL('../usbip/main.ts', import.meta.url), [shelf.dir, ...drives.map((_drive, index) => `virtual/${index}`)]);
for (const index of drives.keys()) await server.say(`plug ${index}`);
const nodes = await Promise.all(drives.map((_drive, index) => nodeOf(index)));
const [ssd = '', hdd = '', sas = ''] = nodes;
const bench = await openBench();
after(async () => {
  await bench.stop();
  await server.stop();
});

/** The disk behind the dock with this serial in its USB descriptor: usb-storage lets the kernel read no VPD page. */
function nodeOf(index: number): Promise<string> {
  return until(`the disk in dock ${index}`, async () => {
    const name = readdirSync('/sys/block').find((one) => one.startsWith('sd') && dockOf(one) === `DOCK${index}`);
    return name === undefined ? undefined : `/dev/${name}`;
  });
}

function dockOf(name: string): string | undefined {
  try {
    // Disk, block, LUN, target, host, interface, device.
    return readFileSync(join(realpathSync(`/sys/block/${name}`), '../../../../../../serial'), 'utf8').trim();
  } catch {
    // It went away between two looks.
    return undefined;
  }
}

test('hdparm -I reads of the SATA model what our tool reads', async () => {
  const told = await said('hdparm', ['-I', ssd]);
  const answer = await bench.client.identify({ port: (await bench.bayOf(ssd)).port });
  assert.ok(answer.kind === 'identified', JSON.stringify(answer));
  assert.equal(answer.identity.serial, pick(told, /Serial Number:\s+(\S+)/));
  assert.equal(answer.identity.model, pick(told, /Model Number:\s+(.+)/));
  assert.equal(answer.identity.firmware, pick(told, /Firmware Revision:\s+(\S+)/));
  assert.equal(answer.identity.wwn, pick(told, /Logical Unit WWN Device Identifier:\s+(\w+)/));
});

const erases = [
  { node: ssd, technique: 'ata_sanitize_block_erase' },
  { node: ssd, technique: 'ata_sanitize_crypto_scramble' },
  { node: hdd, technique: 'ata_sanitize_overwrite' },
  { node: ssd, technique: 'ata_security_erase_enhanced' },
  { node: hdd, technique: 'ata_security_erase_normal' },
] as const;

for (const { node, technique } of erases) {
  test(`${technique} through usb-storage and SG_IO ends completed and verified`, async () => {
    await plant(node, sizeBytes);
    assert.ok((await marksOn(node, sizeBytes)) > 10);
    const { port } = await bench.bayOf(node);
    const { erased, verified } = await eraseAndVerify(bench.client, await bench.clear(port, technique));
    assert.equal(erased.record.completion.claim, 'completed');
    assert.equal(verified.evidence.markers.surviving, 0);
    assert.equal(await marksOn(node, sizeBytes), 0);
  });
}

test('a SAS drive in a USB dock tells nothing by ATA commands, so nothing is erased through it', async () => {
  await plant(sas, sizeBytes);
  const planted = await marksOn(sas, sizeBytes);
  const { port } = await bench.bayOf(sas);
  const last = await lastOf(await bench.client.erase({ clearance: await bench.clear(port, 'scsi_sanitize_block_erase') }));
  assert.ok(last.kind === 'stopped' && last.why === 'dock_not_fit' && last.data === 'untouched', JSON.stringify(last));
  assert.equal(await marksOn(sas, sizeBytes), planted);
});

const sanitizes = [
  { node: ssd, by: 'block erase', arguments: ['--sanitize-block-erase'] },
  { node: ssd, by: 'crypto scramble', arguments: ['--sanitize-crypto-scramble'] },
  { node: hdd, by: 'overwrite', arguments: ['--sanitize-overwrite-passes', '1', '--sanitize-overwrite', 'hex:00000000'] },
] as const;

for (const { node, by, arguments: asked } of sanitizes) {
  test(`hdparm sanitizes the same model by ${by} and sees its end`, async () => {
    await plant(node, sizeBytes);
    const started = await said('hdparm', ['--yes-i-know-what-i-am-doing', ...asked, node]);
    assert.match(started, /SANITIZE/i);
    await until('the end of the sanitize', async () =>
      /SD0|Last Sanitize Operation Completed Without Error/i.test(await said('hdparm', ['--sanitize-status', node])) ? true : undefined,
    );
    assert.equal(await marksOn(node, sizeBytes), 0);
  });
}

test('hdparm erases the same model by SECURITY ERASE UNIT', async () => {
  await plant(hdd, sizeBytes);
  await said('hdparm', ['--user-master', 'u', '--security-set-pass', 'lab', hdd]);
  await said('hdparm', ['--user-master', 'u', '--security-erase', 'lab', hdd]);
  assert.equal(await marksOn(hdd, sizeBytes), 0);
  assert.match(await said('hdparm', ['-I', hdd]), /not\s+enabled/);
});

test('sg_sanitize erases the SCSI model by block erase', async () => {
  await plant(sas, sizeBytes);
  await said('sg_sanitize', ['--block', '--quick', '--wait', sas]);
  assert.equal(await marksOn(sas, sizeBytes), 0);
});

test('the SATA model tells its own serial over Bulk-Only Transport by the usb package, too', async () => {
  const path = pick(await said('udevadm', ['info', '-q', 'path', '-n', hdd]), /\/(\d+-[\d.]+)\/\d+-[\d.]+:/);
  const device = await openUsb(path);
  try {
    const answer = await readIdentity({ transport: botTransport(device), presence: 'test', close: async () => undefined }, realLimits);
    assert.ok(answer.kind === 'identified', JSON.stringify(answer));
    assert.equal(answer.identity.serial, demoDrives.sataHdd.serial);
  } finally {
    await device.close();
  }
  await nodeOf(1);
});

async function goneFrom(node: string): Promise<void> {
  await until('the disk to go', async () => (readdirSync('/sys/block').some((one) => `/dev/${one}` === node) ? undefined : true));
}

test('the cable is pulled in the middle of an overwrite: gone, partly erased, and erased to its end when docked again', async () => {
  const node = await nodeOf(0);
  await plant(node, sizeBytes);
  const { port } = await bench.bayOf(node);
  const clearance = await bench.clear(port, 'host_overwrite');
  await server.say('slow 0');
  let pulling: Promise<void> | undefined;
  const last = await lastOf(await bench.client.erase({ clearance }), (report) => {
    if (report.kind === 'progress' && report.phase === 'erase') pulling ??= server.say('pull 0');
  });
  await pulling;
  assert.ok(pulling !== undefined, `it was over before it could be pulled: ${JSON.stringify(last)}`);
  assert.ok(last.kind === 'stopped' && last.why === 'drive_gone' && last.data === 'partly_erased', JSON.stringify(last));
  await goneFrom(node);
  await server.say('plug 0');
  const again = await nodeOf(0);
  assert.ok((await marksOn(again, sizeBytes)) > 0);
  const docked = await bench.bayOf(again);
  await eraseAndVerify(bench.client, await bench.clear(docked.port, 'host_overwrite'));
  assert.equal(await marksOn(again, sizeBytes), 0);
});

test('a clearance for one drive is not good for another in a dock of the same kind', async () => {
  const { port } = await bench.bayOf(await nodeOf(0));
  const { port: other } = await bench.bayOf(hdd);
  await plant(hdd, sizeBytes);
  const planted = await marksOn(hdd, sizeBytes);
  const clearance = { ...(await bench.clear(port, 'host_overwrite')), port: other };
  const last = await lastOf(await bench.client.erase({ clearance }));
  assert.ok(last.kind === 'stopped' && last.why === 'wrong_drive' && last.data === 'untouched', JSON.stringify(last));
  assert.equal(await marksOn(hdd, sizeBytes), planted);
});

/** Starts a normal security erase of the hard disk model in dock 1 and ends the helper in the middle of it. */
async function loseHostWhileErasing(): Promise<Unfinished> {
  const node = await nodeOf(1);
  await plant(node, sizeBytes);
  const first = await openBench();
  const { port } = await first.bayOf(node);
  const clearance = await first.clear(port, 'ata_security_erase_normal');
  const started_ms = Date.now();
  for await (const report of await first.client.erase({ clearance })) if (report.kind === 'accepted') break;
  if (first.helper.pid === undefined) throw new Error('the helper has no process');
  process.kill(first.helper.pid, 'SIGKILL');
  return { clearance, started_ms };
}

test('the host goes away in the middle of a security erase, and the next helper finds out how it ended', async () => {
  const job = await loseHostWhileErasing();
  const node = await nodeOf(1);
  await server.say('pull 1');
  await goneFrom(node);
  await server.say('plug 1');
  const again = await nodeOf(1);
  const standing = await until('the drive to tell its end', async () => {
    const told = await bench.client.ask(job);
    return told.kind === 'erased' || told.kind === 'failed' ? told : undefined;
  });
  // The drive kept its power, so the erase came to its end; what may not be is a claim without a record.
  assert.ok(standing.kind === 'erased', JSON.stringify(standing));
  assert.equal(standing.record.completion.claim, 'completed');
  assert.equal(await marksOn(again, sizeBytes), 0);
});

test('host and power go away in the middle of a security erase: the drive comes back locked, and nothing is claimed', async () => {
  const job = await loseHostWhileErasing();
  const node = await nodeOf(1);
  await server.say('cut 1');
  await goneFrom(node);
  await server.say('plug 1');
  const again = await nodeOf(1);
  const security = await said('hdparm', ['-I', again]);
  assert.match(security, /^\s+enabled$/m);
  assert.match(security, /^\s+locked$/m);
  await bench.bayOf(again);
  assert.deepEqual(await bench.client.ask(job), { kind: 'not_running' });
  const spent = await lastOf(await bench.client.erase({ clearance: job.clearance }));
  assert.ok(spent.kind === 'stopped' && spent.why === 'clearance_spent', JSON.stringify(spent));
});
