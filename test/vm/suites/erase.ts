import assert from 'node:assert/strict';
import { after } from 'node:test';
import { fromBase64url, toHex } from '../../../domain/bytes.ts';
import type { Clearance } from '../../../domain/erase/clearance.ts';
import type { EraseRecord } from '../../../domain/erase/evidence.ts';
import { hostSource } from '../../../hardware/docks/host/source.ts';
import { realLimits } from '../../../hardware/erase/limits.ts';
import { mediumOf } from '../../../hardware/erase/medium.ts';
import { scsiFormatUnit } from '../../../hardware/erase/scsi-format-unit.ts';
import { writeMarkers } from '../../../hardware/verify/markers.ts';
import { openLab, until } from '../lab/guest/lab.ts';
import { baysFile, eraseAndVerify, lastOf, openBench } from '../kit/bench.ts';
import { judged } from '../kit/judged.ts';
import { marksOn, plant } from '../kit/medium.ts';
import { test } from '../kit/test.ts';

const lab = await openLab();
const bench = await openBench();
after(async () => {
  await bench.stop();
  await lab.close();
});

const erases = [
  { id: 'sata0', technique: 'host_overwrite', title: 'overwrites a SATA drive' },
  { id: 'sas0', technique: 'host_overwrite', title: 'overwrites a SAS drive' },
  { id: 'nvme0', technique: 'host_overwrite', title: 'overwrites an NVMe drive' },
  { id: 'nvme0', technique: 'nvme_format_user_data_erase', title: 'formats an NVMe drive with user data erase' },
] as const;

for (const { id, technique, title } of erases) {
  test(`${title}, and finds nothing of it afterwards`, async () => {
    const device = await lab.find(id);
    const { sizeBytes } = lab.drive(id);
    await plant(device, sizeBytes);
    assert.ok((await marksOn(device, sizeBytes)) > 60);
    const { port } = await bench.bayOf(device);
    const { erased, verified, verdict } = await eraseAndVerify(bench.client, await bench.clear(port, technique));
    assert.equal(erased.record.completion.claim, 'completed');
    assert.equal(verified.evidence.unexpected, 0);
    assert.equal(verified.evidence.markers.surviving, 0);
    assert.equal(await marksOn(await lab.find(id), sizeBytes), 0);
    assert.equal(verdict.kind, 'verified', JSON.stringify(verdict));
  });
}

test('a random overwrite is read back as what the seed makes again', async () => {
  const device = await lab.find('sas0');
  const { port } = await bench.bayOf(device);
  const { verified } = await eraseAndVerify(bench.client, await bench.clear(port, 'host_overwrite', { pattern: 'random' }));
  assert.equal(verified.evidence.unexpected, 0);
  assert.equal(verified.evidence.read_bytes, lab.drive('sas0').sizeBytes);
});

const refused = [
  { id: 'sas0', technique: 'scsi_format_unit', title: 'FORMAT UNIT, which REPORT SUPPORTED OPERATION CODES does not list' },
  { id: 'nvme0', technique: 'nvme_format_cryptographic_erase', title: 'cryptographic erase, which FNA does not tell' },
] as const;

for (const { id, technique, title } of refused) {
  test(`${id} is not sent ${title}, and nothing is written`, async () => {
    const device = await lab.find(id);
    const { sizeBytes } = lab.drive(id);
    await plant(device, sizeBytes);
    const planted = await marksOn(device, sizeBytes);
    assert.ok(planted > 60);
    const { port } = await bench.bayOf(device);
    const last = await lastOf(await bench.client.erase({ clearance: await bench.clear(port, technique, { method: 'clear' }) }));
    assert.ok(last.kind === 'stopped' && last.data === 'untouched', JSON.stringify(last));
    assert.ok(last.detail.startsWith(`${technique}: `), last.detail);
    assert.equal(await marksOn(device, sizeBytes), planted);
  });
}

test('FORMAT UNIT that is answered with GOOD and does nothing is caught: the markers are still there, and the verdict is failed', async () => {
  const device = await lab.find('sas0');
  const { sizeBytes } = lab.drive('sas0');
  await plant(device, sizeBytes);
  const planted = await marksOn(device, sizeBytes);
  const { port } = await bench.bayOf(device);
  const clearance = await bench.clear(port, 'scsi_format_unit', { method: 'clear' });
  // The helper does not send it to this drive (above), so the method itself is driven, with the markers that the helper writes.
  const { record, markers } = await formatByMethod(port, clearance);
  // The drive's own word is as good as any drive's: nothing but the medium knows better.
  assert.equal(record.completion.claim, 'completed');
  assert.ok(markers > 0);
  const verified = await lastOf(await bench.client.verify({ clearance, record, markers }));
  assert.ok(verified.kind === 'verified', JSON.stringify(verified));
  assert.equal(verified.evidence.markers.surviving, markers);
  const verdict = judged({ record, evidence: verified.evidence, markers });
  assert.equal(verdict.kind, 'failed', JSON.stringify(verdict));
  assert.ok(verdict.reasons.includes('markers_survive'), JSON.stringify(verdict));
  assert.ok((await marksOn(device, sizeBytes)) > planted / 2);
});

async function formatByMethod(port: string, clearance: Clearance): Promise<{ readonly record: EraseRecord; readonly markers: number }> {
  const open = await hostSource({ bays: baysFile }).openDrive(port);
  try {
    const seed = fromBase64url(clearance.seed);
    assert.ok(seed !== undefined);
    const identity = { capacity_bytes: clearance.capacity_bytes, block_bytes: 512 };
    const { confirmed } = await writeMarkers(await mediumOf(open, identity, realLimits), seed);
    const started_ms = Date.now();
    const start = await scsiFormatUnit.start({ open, identity, order: clearance.order, seed, limits: realLimits });
    assert.ok(start.kind === 'accepted', JSON.stringify(start));
    const progress = await until('the end of the format', async () => {
      const now = await start.running.poll();
      return now.kind === 'ended' ? now : undefined;
    });
    const record: EraseRecord = {
      technique: 'scsi_format_unit',
      completion: progress.completion,
      started_ms,
      duration_ms: Date.now() - started_ms,
      written_bytes: 0,
      bad: [],
      bad_count: 0,
      command: toHex(start.command),
    };
    return { record, markers: confirmed };
  } finally {
    await open.close();
  }
}

for (const id of ['usb-bot0', 'usb-uas0']) {
  test(`${id} passes no ATA command, so nothing is erased through it and every byte stays`, async () => {
    const device = await lab.find(id);
    const { sizeBytes } = lab.drive(id);
    await plant(device, sizeBytes);
    const planted = await marksOn(device, sizeBytes);
    assert.ok(planted > 0);
    const { port } = await bench.bayOf(device);
    const last = await lastOf(await bench.client.erase({ clearance: await bench.clear(port, 'host_overwrite') }));
    assert.ok(last.kind === 'stopped' && last.why === 'dock_not_fit' && last.data === 'untouched', JSON.stringify(last));
    assert.match(last.detail, /no_sat/);
    assert.equal(await marksOn(device, sizeBytes), planted);
  });
}

test('a clearance is good once', async () => {
  const { port } = await bench.bayOf(await lab.find('sas0'));
  const clearance = await bench.clear(port, 'host_overwrite');
  await eraseAndVerify(bench.client, clearance);
  const again = await lastOf(await bench.client.erase({ clearance }));
  assert.ok(again.kind === 'stopped' && again.why === 'clearance_spent' && again.data === 'untouched', JSON.stringify(again));
});

test('a clearance for another serial is refused and nothing is written', async () => {
  const device = await lab.find('sata0');
  const { sizeBytes } = lab.drive('sata0');
  await plant(device, sizeBytes);
  const { port } = await bench.bayOf(device);
  const wrong = { ...(await bench.clear(port, 'host_overwrite')), serial: 'LAB-SOMEBODY' };
  const before = await marksOn(device, sizeBytes);
  assert.ok(before > 0);
  const last = await lastOf(await bench.client.erase({ clearance: wrong }));
  assert.ok(last.kind === 'stopped' && last.why === 'wrong_drive' && last.data === 'untouched', JSON.stringify(last));
  assert.equal(await marksOn(device, sizeBytes), before);
});
