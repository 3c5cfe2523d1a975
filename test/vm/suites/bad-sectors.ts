import assert from 'node:assert/strict';
import { after } from 'node:test';
import { openLab } from '../lab/guest/lab.ts';
import { eraseAndVerify, openBench } from '../kit/bench.ts';
import { test } from '../kit/test.ts';
import { badSector } from '../plan-facts.ts';

const lab = await openLab();
const bench = await openBench();
after(async () => {
  await bench.stop();
  await lab.close();
});

const sectorBytes = 512;
/** The kernel's page cache and QEMU both fail a page where they write one: never more than that may be lost. */
const pageBytes = 4096;

for (const id of ['sas0', 'nvme0', 'sata0']) {
  test(`${id}: a sector that cannot be written is counted and listed, the rest is written, and the verdict is failed`, async () => {
    const { port } = await bench.bayOf(await lab.find(id));
    const clearance = await bench.clear(port, 'host_overwrite');
    const { erased, verified, verdict } = await eraseAndVerify(bench.client, clearance);
    const { record } = erased;
    const said = JSON.stringify({ record, evidence: verified.evidence, verdict });
    assert.ok(record.bad_count > 0, said);
    assert.equal(record.bad.length, record.bad_count, said);
    const at = badSector * sectorBytes;
    const page = Math.floor(at / pageBytes) * pageBytes;
    assert.ok(
      record.bad.some(({ offset, length }) => offset <= at && at + sectorBytes <= offset + length),
      said,
    );
    for (const { offset, length } of record.bad) assert.ok(offset >= page && offset + length <= page + pageBytes, said);
    const lost = record.bad.reduce((sum, { length }) => sum + length, 0);
    assert.equal(record.written_bytes, lab.drive(id).sizeBytes - lost, said);
    assert.equal(verdict.kind, 'failed', said);
    assert.ok(verdict.reasons.includes('write_errors'), said);
    assert.ok(verified.evidence.unreadable > 0, said);
  });
}
