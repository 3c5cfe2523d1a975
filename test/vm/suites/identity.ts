import assert from 'node:assert/strict';
import { after } from 'node:test';
import { botTransport } from '../../../hardware/transport/usb/bot-transport.ts';
import { openUsb } from '../../../hardware/transport/usb/open-usb.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { realLimits } from '../../../hardware/erase/limits.ts';
import { openLab } from '../lab/guest/lab.ts';
import { openBench } from '../kit/bench.ts';
import { pick, run, said } from '../kit/medium.ts';
import { test } from '../kit/test.ts';

const custosDocks = new URL('../kit/custos-docks.ts', import.meta.url).pathname;
const lab = await openLab();
const bench = await openBench();
after(async () => {
  await bench.stop();
  await lab.close();
});

interface Told {
  readonly model: string;
  readonly serial: string;
  readonly firmware: string;
  readonly capacity: number;
  readonly wwn?: string;
}

async function told(id: string): Promise<Told> {
  const bay = await bench.bayOf(await lab.find(id));
  const answer = await bench.client.identify({ port: bay.port });
  if (answer.kind !== 'identified') throw new Error(`silent: ${answer.why}: ${answer.detail}`);
  const { model, serial, firmware, capacity_bytes: capacity, wwn } = answer.identity;
  return { model, serial, firmware, capacity, ...(wwn !== undefined && { wwn }) };
}

test('a SATA drive tells over SG_IO what hdparm -I and smartctl read', async () => {
  const device = await lab.find('sata0');
  const hdparm = await said('hdparm', ['-I', device]);
  const smart = await said('smartctl', ['-i', device]);
  const own = await told('sata0');
  assert.deepEqual(own, {
    model: pick(hdparm, /Model Number:\s+(.+)/),
    serial: pick(hdparm, /Serial Number:\s+(\S+)/),
    firmware: pick(hdparm, /Firmware Revision:\s+(\S+)/),
    capacity: Number(pick(hdparm, /LBA48\s+user addressable sectors:\s+(\d+)/)) * 512,
    wwn: pick(hdparm, /WWN Device Identifier:\s+(\w+)/),
  });
  assert.equal(own.serial, pick(smart, /Serial Number:\s+(\S+)/));
});

for (const [id, bus] of [
  ['sas0', 'SAS'],
  ['usb-bot0', 'USB (Bulk-Only)'],
  ['usb-uas0', 'USB (UAS)'],
] as const) {
  test(`a SCSI drive on ${bus} tells over SG_IO what sg_inq, sg_vpd and sg_readcap read`, async () => {
    const device = await lab.find(id);
    const inquiry = await said('sg_inq', [device]);
    const naa = await said('sg_vpd', ['--page=di', device]);
    const capacity = await said('sg_readcap', ['--16', device]);
    assert.deepEqual(await told(id), {
      model: `${pick(inquiry, /Vendor identification:\s+(\S+)/)} ${pick(inquiry, /Product identification:\s+(.+)/)}`,
      serial: pick(await said('sg_vpd', ['--page=sn', device]), /Unit serial number:\s+(\S+)/),
      firmware: pick(inquiry, /Product revision level:\s+(\S+)/),
      capacity: Number(pick(capacity, /Number of logical blocks=(\d+)/)) * 512,
      wwn: pick(naa, /0x([0-9a-f]{16})/),
    });
  });
}

test('an NVMe drive tells over the ioctl what nvme id-ctrl and id-ns read', async () => {
  const device = await lab.find('nvme0');
  const { stdout } = await run('nvme', ['id-ctrl', device]);
  const { stdout: namespace } = await run('nvme', ['id-ns', device]);
  const { wwn, ...own } = await told('nvme0');
  assert.deepEqual(own, {
    model: pick(stdout, /^mn\s+: (.+)/m),
    serial: pick(stdout, /^sn\s+: (\S+)/m),
    firmware: pick(stdout, /^fr\s+: (\S+)/m),
    capacity: Number(pick(namespace, /^nsze\s+: (\w+)/m)) * 512,
  });
  const names = [pick(namespace, /^eui64\s+: (\w+)/m), pick(namespace, /^nguid\s+: (\w+)/m)].filter((name) => !/^0+$/.test(name));
  assert.ok(wwn === undefined ? names.length === 0 : names.includes(wwn), `${wwn} is none of ${names.join(', ')}`);
});

test('the same USB drive tells the same over Bulk-Only Transport by the usb package, and comes back to the kernel', async () => {
  const before = await told('usb-bot0');
  const { port } = await bench.bayOf(await lab.find('usb-bot0'));
  // The kernel's own path, from the words of the port: bus number and ports on the way.
  const path = pick(await said('udevadm', ['info', '-q', 'path', '-n', await lab.find('usb-bot0')]), /\/(\d+-[\d.]+)\/\d+-[\d.]+:/);
  const device = await openUsb(path);
  try {
    const answer = await readIdentity({ transport: botTransport(device), presence: 'test', close: async () => undefined }, realLimits);
    assert.equal(answer.kind, 'identified', JSON.stringify(answer));
    if (answer.kind !== 'identified') return;
    assert.equal(answer.identity.serial, before.serial);
    assert.equal(answer.identity.capacity_bytes, before.capacity);
    assert.equal(answer.identity.wwn, before.wwn);
  } finally {
    await device.close();
  }
  await lab.find('usb-bot0');
  const again = await bench.bayOf(await lab.find('usb-bot0'));
  assert.equal(again.port, port);
});

test('custos docks --json lists every drive of the machine with its serial', async () => {
  const { stdout } = await run(process.execPath, [custosDocks, '--json', '--data', '/tmp/nobody']);
  // The command's own output: one array of bays.
  const listed = JSON.parse(stdout) as readonly { bay: { guarded?: string }; identified?: { identity?: { serial: string } } }[];
  const serials = listed.map(({ identified }) => identified?.identity?.serial ?? '').toSorted((a, b) => a.localeCompare(b));
  assert.deepEqual(serials, ['LAB-NVME0', 'LAB-SAS0', 'LAB-SATA0', 'LAB-USB-BOT0', 'LAB-USB-UAS0']);
  // Nobody has taught a bay to that data folder.
  for (const { bay } of listed) assert.match(bay.guarded ?? '', /nobody has taught/);
});
