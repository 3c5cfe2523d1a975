import assert from 'node:assert/strict';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { after } from 'node:test';
import type { Report } from '../../../contract/helper.ts';
import { alignedBytes } from '../../../hardware/transport/aligned.ts';
import { openLab } from '../lab/guest/lab.ts';
import { eraseAndVerify, lastOf, openBench } from '../kit/bench.ts';
import { marksOn, plant } from '../kit/medium.ts';
import { test } from '../kit/test.ts';

const mebibyte = 1024 * 1024;
const slow = { bytesPerSecond: 4 * mebibyte };
const unlimited = { bytesPerSecond: 0 };

const lab = await openLab();
const bench = await openBench();
after(async () => {
  await bench.stop();
  await lab.close();
});

/** Runs an overwrite, pulls the drive once a part is written, and brings the last word. */
async function pullWhileWriting(id: string): Promise<Report | undefined> {
  const device = await lab.find(id);
  await plant(device, lab.drive(id).sizeBytes);
  const { port } = await bench.bayOf(device);
  const clearance = await bench.clear(port, 'host_overwrite');
  await lab.limit(id, slow);
  let last: Report | undefined;
  let pulling: Promise<void> | undefined;
  for await (const report of await bench.client.erase({ clearance })) {
    if (report.kind === 'progress' && report.phase === 'erase' && (report.done_ppm ?? 0) > 50_000) pulling ??= lab.undock(id);
    last = report;
  }
  await pulling;
  await lab.limit(id, unlimited);
  assert.ok(pulling !== undefined, `it was over before it could be pulled: ${JSON.stringify(last)}`);
  return last;
}

for (const id of ['sata0', 'nvme0']) {
  test(`${id} is pulled in the middle of an overwrite: gone, and only partly erased`, async () => {
    const last = await pullWhileWriting(id);
    assert.ok(last?.kind === 'stopped' && last.why === 'drive_gone' && last.data === 'partly_erased', JSON.stringify(last));
  });
}

test('the pulled NVMe drive is docked again and erased to its end with a new clearance', async () => {
  await lab.lost('nvme0');
  await lab.dock('nvme0');
  const device = await lab.find('nvme0');
  const { sizeBytes } = lab.drive('nvme0');
  assert.ok((await marksOn(device, sizeBytes)) > 0);
  const { port } = await bench.bayOf(device);
  const { verified } = await eraseAndVerify(bench.client, await bench.clear(port, 'host_overwrite'));
  assert.equal(verified.evidence.unexpected, 0);
  assert.equal(await marksOn(device, sizeBytes), 0);
});

test('another drive does not get the clearance of the one before it', async () => {
  const device = await lab.find('nvme0');
  const { port } = await bench.bayOf(device);
  const clearance = await bench.clear(port, 'host_overwrite');
  await lab.undock('nvme0');
  await lab.lost('nvme0');
  await lab.dock('nvme1');
  const other = await lab.find('nvme1');
  const { sizeBytes } = lab.drive('nvme1');
  await plant(other, sizeBytes);
  const before = await marksOn(other, sizeBytes);
  // Its port is taught, too, and named in the clearance: only its own words are left to tell the two drives apart.
  const taught = await openBench();
  const { port: its } = await taught.bayOf(other);
  const last = await lastOf(await taught.client.erase({ clearance: { ...clearance, port: its } }));
  await taught.stop();
  assert.ok(last.kind === 'stopped' && last.why === 'wrong_drive' && last.data === 'untouched', JSON.stringify(last));
  assert.equal(await marksOn(other, sizeBytes), before);
});

test('an NVMe drive that leaves during a format is never told as erased without a record', async () => {
  const device = await lab.find('nvme1');
  const { port } = await bench.bayOf(device);
  const clearance = await bench.clear(port, 'nvme_format_user_data_erase');
  await lab.limit('nvme1', slow);
  let last: Report | undefined;
  let pulling: Promise<void> | undefined;
  for await (const report of await bench.client.erase({ clearance })) {
    if (report.kind === 'accepted') pulling ??= lab.undock('nvme1');
    last = report;
  }
  await pulling;
  if (last?.kind === 'erased') assert.equal(last.record.completion.claim, 'completed');
  else assert.ok(last?.kind === 'stopped' && last.data !== 'untouched', JSON.stringify(last));
});

test('direct I/O wants memory at a page: what our transports allocate is', async () => {
  for (const id of ['sas0']) {
    const fd = openSync(await lab.find(id), constants.O_WRONLY | constants.O_DIRECT);
    try {
      assert.equal(writeSync(fd, alignedBytes(mebibyte), 0, mebibyte, 0), mebibyte);
    } finally {
      closeSync(fd);
    }
  }
});
