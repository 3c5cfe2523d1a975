import assert from 'node:assert/strict';
import { after } from 'node:test';
import { openLab } from '../lab/guest/lab.ts';
import { lastOf, openBench } from '../kit/bench.ts';
import { test } from '../kit/test.ts';

const lab = await openLab();
const bench = await openBench();
after(async () => {
  await bench.stop();
  await lab.close();
});

for (const id of ['sas0', 'usb-bot0', 'nvme0', 'sata0']) {
  test(`${id}: a sector that cannot be written is counted and listed, and the rest is erased`, async () => {
    const { port } = await bench.bayOf(await lab.find(id));
    const clearance = await bench.clear(port, 'host_overwrite');
    const last = await lastOf(await bench.client.erase({ clearance }));
    const record = last.kind === 'erased' || last.kind === 'stopped' ? last.record : undefined;
    assert.ok(record !== undefined && record.bad_count >= 1 && record.bad.length >= 1, JSON.stringify(last));
    // Never a clean result: the record's own completion says what was left.
    assert.ok(last.kind === 'stopped' || record.bad_count > 0, JSON.stringify(last));
    assert.ok(record.bad_count <= 8, `one sector, not a whole request: ${record.bad_count}`);
  });
}
