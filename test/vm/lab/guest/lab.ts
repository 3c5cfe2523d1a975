import { readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabDrive } from '../drives.ts';
import { openQmp, type Qmp } from './qmp.ts';

/** Bytes a second, both ways together unless only writes are meant; 0 for no limit. */
export interface SpeedLimit {
  readonly bytesPerSecond: number;
  readonly of?: 'writes';
}

/** What a suite can do to the drives around it. */
export interface Lab {
  drive(id: string): LabDrive;
  /** The device node of a drive, once udev has seen it. Waits; throws when it does not come. */
  find(id: string): Promise<string>;
  /** Waits until no device node has the drive's serial any more. */
  lost(id: string): Promise<void>;
  dock(id: string): Promise<void>;
  /** USB drives vanish at once; SATA and NVMe ones leave by their PCIe slot, in its orderly way. */
  undock(id: string): Promise<void>;
  limit(id: string, limit: SpeedLimit): Promise<void>;
  close(): Promise<void>;
}

const waitMs = 40_000;

export async function openLab(): Promise<Lab> {
  // Written by the host right before the boot, from the same type.
  const drives = JSON.parse(readFileSync('/lab/drives.json', 'utf8')) as readonly LabDrive[];
  const qmp = await openQmp();
  const drive = (id: string): LabDrive => {
    const found = drives.find((one) => one.id === id);
    if (found === undefined) throw new Error(`this guest has no drive ${id}`);
    return found;
  };
  return {
    drive,
    find: (id) =>
      until(`${id} to come`, async () => {
        return deviceWithSerial(drive(id).serial);
      }),
    lost: async (id) => {
      await until(`${id} to go`, async () => ((await deviceWithSerial(drive(id).serial)) === undefined ? true : undefined));
    },
    dock: async (id) => {
      for (const device of drive(id).devices) await qmp.send(`{"execute":"device_add","arguments":${device}}`);
      if (drive(id).attach) await setProperty(qmp, `/machine/peripheral/${id}`, 'attached', true);
    },
    undock: async (id) => {
      await qmp.send(JSON.stringify({ execute: 'device_del', arguments: { id } }));
      await qmp.deviceGone(id, waitMs);
    },
    limit: (id, { bytesPerSecond, of }) =>
      setProperty(qmp, `/objects/speed-${id}`, 'limits', {
        'bps-total': of === 'writes' ? 0 : bytesPerSecond,
        'bps-write': of === 'writes' ? bytesPerSecond : 0,
        'iops-total': 0,
      }),
    close: () => qmp.close(),
  };
}

async function setProperty(qmp: Qmp, path: string, property: string, value: unknown): Promise<void> {
  await qmp.send(JSON.stringify({ execute: 'qom-set', arguments: { path, property, value } }));
}

/** Looks again and again until there is something to return. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, limitMs = waitMs): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await sleep(100);
  }
}

/** By udev's records of whole disks: node names are given again to whoever comes next. */
async function deviceWithSerial(serial: string): Promise<string | undefined> {
  for (const name of await readdir('/sys/block')) {
    const number = await readFile(`/sys/block/${name}/dev`, 'utf8').catch(() => '');
    const record = await readFile(`/run/udev/data/b${number.trim()}`, 'utf8').catch(() => '');
    if (record.split('\n').some((line) => /_SERIAL(_SHORT)?=/.test(line) && line.endsWith(`=${serial}`))) return `/dev/${name}`;
  }
  return undefined;
}
