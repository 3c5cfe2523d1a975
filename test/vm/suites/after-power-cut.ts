import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after } from 'node:test';
import { unfinished } from '../../../contract/helper.ts';
import { openLab } from '../lab/guest/lab.ts';
import { eraseAndVerify, lastOf, openBench } from '../kit/bench.ts';
import { marksOn } from '../kit/medium.ts';
import { test } from '../kit/test.ts';

const lab = await openLab();
const bench = await openBench();
const job = unfinished.parse(JSON.parse(readFileSync('/lab/keep/unfinished.json', 'utf8')));
after(async () => {
  await bench.stop();
  await lab.close();
});

test('after the power cut the drive is asked, and the overwrite is told as not running', async () => {
  assert.deepEqual(await bench.client.ask(job), { kind: 'not_running' });
});

test('the clearance from before the power cut is spent', async () => {
  const last = await lastOf(await bench.client.erase({ clearance: job.clearance }));
  assert.ok(last.kind === 'stopped' && last.why === 'clearance_spent', JSON.stringify(last));
});

test('the drive is half erased, and a new clearance brings it to its end', async () => {
  const device = await lab.find('sas0');
  const { sizeBytes } = lab.drive('sas0');
  const left = await marksOn(device, sizeBytes);
  assert.ok(left > 0 && left < sizeBytes / (256 * 1024), `${left} planted places are left`);
  const { port } = await bench.bayOf(device);
  assert.equal(port, job.clearance.port);
  await eraseAndVerify(bench.client, await bench.clear(port, 'host_overwrite'));
  assert.equal(await marksOn(device, sizeBytes), 0);
});
