import assert from 'node:assert/strict';
import { after } from 'node:test';
import { openLab } from '../lab/guest/lab.ts';
import { lastOf, openBench } from '../kit/bench.ts';
import { judged } from '../kit/judged.ts';
import { test } from '../kit/test.ts';
import { badSector } from '../plan-facts.ts';

const lab = await openLab();
const bench = await openBench();
after(async () => {
  await bench.stop();
  await lab.close();
});

const sectorBytes = 512;

for (const id of ['sas0', 'nvme0', 'sata0']) {
  test(`${id}: the sector that cannot be written is counted and listed, all others are written, and the verdict is failed`, async () => {
    const { port } = await bench.bayOf(await lab.find(id));
    const clearance = await bench.clear(port, 'host_overwrite');
    let markers = 0;
    const last = await lastOf(await bench.client.erase({ clearance }), (report) => {
      if (report.kind === 'marked') markers = report.confirmed;
    });
    assert.ok(last.kind === 'stopped' && last.why === 'write_errors' && last.data === 'partly_erased', JSON.stringify(last));
    const { record } = last;
    assert.ok(record !== undefined, JSON.stringify(last));
    assert.equal(record.completion.claim, 'failed');
    assert.equal(record.bad_count, 1);
    assert.deepEqual(
      record.bad.map(({ offset, length }) => ({ offset, length })),
      [{ offset: badSector * sectorBytes, length: sectorBytes }],
    );
    assert.equal(record.written_bytes, lab.drive(id).sizeBytes - sectorBytes);

    // Read back all the same: what a station would judge is no clean result by any path.
    const verified = await lastOf(await bench.client.verify({ clearance, record, markers }));
    assert.ok(verified.kind === 'verified', JSON.stringify(verified));
    assert.ok(verified.evidence.unreadable > 0, JSON.stringify(verified.evidence));
    const verdict = judged({ record, evidence: verified.evidence, markers });
    assert.equal(verdict.kind, 'failed', JSON.stringify(verdict));
    for (const reason of ['write_errors', 'drive_said_failed'] as const)
      assert.ok(verdict.reasons.includes(reason), JSON.stringify(verdict));
  });
}
