import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after } from 'node:test';
import { z } from 'zod';
import { unfinished } from '../../../contract/helper.ts';
import { openLab } from '../lab/guest/lab.ts';
import { eraseAndVerify, lastOf, openBench } from '../kit/bench.ts';
import { marksOn } from '../kit/medium.ts';
import { test } from '../kit/test.ts';

const lab = await openLab();
const bench = await openBench();
const jobs = z
  .strictObject({ overwrite: unfinished, format: unfinished })
  .parse(JSON.parse(readFileSync('/lab/keep/unfinished.json', 'utf8')));
after(async () => {
  await bench.stop();
  await lab.close();
});

test('after the power cut the drive is asked, and the overwrite is told as not running', async () => {
  assert.deepEqual(await bench.client.ask(jobs.overwrite), { kind: 'not_running' });
});

test('the clearance from before the power cut is spent', async () => {
  const last = await lastOf(await bench.client.erase({ clearance: jobs.overwrite.clearance }));
  assert.ok(last.kind === 'stopped' && last.why === 'clearance_spent', JSON.stringify(last));
});

test('the drive is half erased, and a new clearance brings it to its end', async () => {
  const device = await lab.find('sas0');
  const { sizeBytes } = lab.drive('sas0');
  const left = await marksOn(device, sizeBytes);
  assert.ok(left > 0 && left < sizeBytes / (256 * 1024), `${left} planted places are left`);
  const { port } = await bench.bayOf(device);
  assert.equal(port, jobs.overwrite.clearance.port);
  await eraseAndVerify(bench.client, await bench.clear(port, 'host_overwrite'));
  assert.equal(await marksOn(device, sizeBytes), 0);
});

test('after the power cut the NVMe drive is asked, and its format is told as neither running nor done', async () => {
  assert.deepEqual(await bench.client.ask(jobs.format), { kind: 'not_running' });
});

test('the drive of the format still holds what was on it, and a new clearance brings it to its end', async () => {
  const device = await lab.find('nvme0');
  const { sizeBytes } = lab.drive('nvme0');
  assert.ok((await marksOn(device, sizeBytes)) > 0, 'the format was done before the power was cut');
  const { port } = await bench.bayOf(device);
  const { verdict } = await eraseAndVerify(bench.client, await bench.clear(port, 'nvme_format_user_data_erase'));
  assert.equal(verdict.kind, 'verified');
  assert.equal(await marksOn(device, sizeBytes), 0);
});
