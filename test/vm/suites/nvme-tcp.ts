import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { after } from 'node:test';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { createShelf } from '../../../hardware/simulator/shelf.ts';
import { until } from '../lab/guest/lab.ts';
import { eraseAndVerify, openBench } from '../kit/bench.ts';
import { marksOn, pick, plant, run, said } from '../kit/medium.ts';
import { startModel } from '../kit/model-server.ts';
import { test } from '../kit/test.ts';

const sizeBytes = 8 * 1024 * 1024;
const drive = { ...demoDrives.nvme, blocks: sizeBytes / 4096, erase_s: 200, nvme: { media_verification: true } };
const subsystem = 'nqn.2026-01.test.custos:drive';

const shelf = await createShelf('/tmp/shelf', { bays: [{ port: 'virtual/1', name: 'Bay 1', drive }], timeScale: 10 });
const server = startModel(new URL('../nvme-tcp/main.ts', import.meta.url), [shelf.dir, 'virtual/1', '4420', subsystem]);
await server.say('listen');
await writeFile('/dev/nvme-fabrics', `transport=tcp,traddr=127.0.0.1,trsvcid=4420,nqn=${subsystem},nr_io_queues=1`);
const node = await until('the namespace', async () => {
  const name = readdirSync('/sys/class/nvme').find((one) => readFileSync(`/sys/class/nvme/${one}/serial`, 'utf8').trim() === drive.serial);
  return name !== undefined && readdirSync('/sys/block').includes(`${name}n1`) ? `/dev/${name}n1` : undefined;
});
const controller = node.replace(/n1$/, '');
const bench = await openBench({ fabrics: true });
after(async () => {
  await bench.stop();
  await server.stop();
});

test('nvme id-ctrl reads of the model what our tool reads over the ioctl', async () => {
  const { stdout } = await run('nvme', ['id-ctrl', controller]);
  const answer = await bench.client.identify({ port: (await bench.bayOf(node)).port });
  assert.ok(answer.kind === 'identified', JSON.stringify(answer));
  assert.equal(answer.identity.serial, pick(stdout, /^sn\s+: (\S+)/m));
  assert.equal(answer.identity.model, pick(stdout, /^mn\s+: (.+)/m));
  assert.equal(answer.identity.firmware, pick(stdout, /^fr\s+: (\S+)/m));
});

test('a drive behind a network is protected without the test switch', async () => {
  const strict = await openBench({ untaught: true });
  try {
    assert.match((await strict.bayOf(node)).guarded ?? '', /network/);
  } finally {
    await strict.stop();
  }
});

for (const technique of [
  'nvme_sanitize_block_erase',
  'nvme_sanitize_crypto_erase',
  'nvme_sanitize_overwrite',
  'nvme_format_user_data_erase',
] as const) {
  test(`${technique} through the kernel's NVMe driver ends completed and verified`, async () => {
    await plant(node, sizeBytes);
    const { port } = await bench.bayOf(node);
    const clearance = await bench.clear(port, technique);
    const { erased, verified } = await eraseAndVerify(bench.client, clearance);
    assert.equal(erased.record.completion.claim, 'completed');
    // Read back in the Media Verification state, and left with it: the next technique finds the drive in use.
    if (technique !== 'nvme_format_user_data_erase') assert.match(erased.record.completion.reading, /^SSI 5/);
    assert.equal(verified.evidence.markers.surviving, 0);
    assert.equal(await marksOn(node, sizeBytes), 0);
  });
}

test('nvme sanitize works on the same model, with progress in log 81h', async () => {
  await plant(node, sizeBytes);
  await run('nvme', ['sanitize', controller, '--sanact=3', '--owpass=1', '--ovrpat=0']);
  const seen = new Set<string>();
  await until('the end of the sanitize', async () => {
    const log = await said('nvme', ['sanitize-log', controller]);
    const progress = pick(log, /\(SPROG\)\s*:\s*(\d+)/i);
    seen.add(progress);
    return progress === '65535' ? true : undefined;
  });
  assert.ok(seen.size > 1, `progress was ${[...seen].join(', ')}`);
  assert.equal(await marksOn(node, sizeBytes), 0);
});
