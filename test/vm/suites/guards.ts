import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after } from 'node:test';
import { openLab } from '../lab/guest/lab.ts';
import { lastOf, openBench } from '../kit/bench.ts';
import { marksOn, plant, run } from '../kit/medium.ts';
import { test } from '../kit/test.ts';

const lab = await openLab();
const bench = await openBench();
after(async () => {
  await bench.stop();
  await lab.close();
});

/** Puts a drive to use after its clearance was written: only the guard at the time of the command can stop that. */
interface Use {
  readonly id: string;
  readonly title: string;
  readonly words: RegExp;
  readonly begin: (device: string) => Promise<void>;
}

const uses: readonly Use[] = [
  {
    id: 'sata0',
    title: 'the disk that the system runs from',
    words: /the system's own disk/,
    begin: async (device) => {
      await run('mkfs.ext4', ['-q', '-F', device]);
      mkdirSync('/usr/local/guest', { recursive: true });
      await run('mount', [device, '/usr/local/guest']);
      await run('mount', ['--bind', '/usr/local/guest', '/var']);
    },
  },
  {
    id: 'usb-bot0',
    title: 'a mounted disk',
    words: /is mounted at \/mnt/,
    begin: async (device) => {
      await run('mkfs.ext4', ['-q', '-F', device]);
      await run('mount', [device, '/mnt']);
    },
  },
  {
    id: 'sas0',
    title: 'a member of a running md array',
    words: /held by .*md/,
    begin: async (device) => {
      await run('mdadm', ['--create', '/dev/md0', '--run', '--force', '--level=1', '--raid-devices=1', device]);
    },
  },
  {
    id: 'nvme0',
    title: 'a physical volume of LVM with an active volume on it',
    words: /held by/,
    begin: async (device) => {
      await run('pvcreate', ['-qq', '-y', device]);
      await run('vgcreate', ['-qq', 'lab', device]);
      await run('lvcreate', ['-qq', '-y', '-Wn', '-Zn', '-l', '50%FREE', '-n', 'one', 'lab']);
    },
  },
  {
    id: 'usb-uas0',
    title: 'swap space',
    words: /is swap space/,
    begin: async (device) => {
      await run('mkswap', [device]);
      await run('swapon', [device]);
    },
  },
];

for (const { id, title, words, begin } of uses) {
  test(`${title} is refused in so many words, and nothing is written`, async () => {
    const device = await lab.find(id);
    const { sizeBytes } = lab.drive(id);
    const { port } = await bench.bayOf(device);
    const clearance = await bench.clear(port, 'host_overwrite');
    await plant(device, sizeBytes);
    await begin(device);
    const before = await marksOn(device, sizeBytes);
    const last = await lastOf(await bench.client.erase({ clearance }));
    assert.ok(last.kind === 'stopped' && last.why === 'in_use' && last.data === 'untouched', JSON.stringify(last));
    assert.match(last.detail, words);
    assert.match((await bench.bayOf(device)).guarded ?? '', words);
    assert.equal(await marksOn(device, sizeBytes), before);
  });
}
