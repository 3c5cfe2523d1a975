import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { plantCustomerData } from '../../hardware/simulator/plant.ts';
import { createShelf, openShelf } from '../../hardware/simulator/shelf.ts';
import { practiceDrives, type PrintedDrive } from '../../host/practice/catalogue.ts';
import type { VirtualBench } from '../../host/practice/virtual-bench.ts';

/** Another drive of a kind that practice has, with a serial of its own. */
export function sibling(of: PrintedDrive, number: number): PrintedDrive {
  const { spec } = of;
  const serial = `${spec.serial.slice(0, -1)}${number}`;
  const wwn = `${spec.wwn.slice(0, -2)}${(0x40 + number).toString(16)}`;
  const own = { ...spec, folder: `${spec.folder}-${number}`, serial, wwn };
  return {
    ...of,
    spec: own,
    label: of.label.map((text) => text.replace(spec.serial, serial).replace(spec.wwn.toUpperCase(), wwn.toUpperCase())),
  };
}

/** Eight drives that take as long as each other and erase as they should. */
export const eightDisks: readonly PrintedDrive[] = [
  practiceDrives.sataHdd,
  ...[2, 3, 4, 5, 6, 7, 8].map((number) => sibling(practiceDrives.sataHdd, number)),
];

/**
 * A virtual bench of given drives, each in its bay, that works at a given pace.
 *
 * @param timeScale how many times faster than estimated the drives erase: 1800 is practice's own
 */
export function fleet(drives: readonly PrintedDrive[], timeScale: number, seated = true): (dir: string) => Promise<VirtualBench> {
  return async (dir) => {
    const seats = drives.map((drive, at) => ({ port: `virtual/${at + 1}`, drive }));
    if (!existsSync(join(dir, 'shelf.json'))) {
      await createShelf(dir, {
        timeScale,
        bays: seats.map(({ port, drive }, at) => ({ port, name: `Bay ${at + 1}`, ...(seated ? { drive: drive.spec } : {}) })),
        ...(seated ? {} : { spares: drives.map(({ spec }) => spec) }),
      });
      for (const { spec } of drives) await plantCustomerData(dir, spec.folder, `of ${spec.serial}`);
    }
    const shelf = await openShelf(dir);
    const seat = (port: string) => seats.find((one) => one.port === port);
    return {
      shelf,
      seats,
      printed: (port) => seat(port)?.drive.label,
      hands: {
        plug: (port) =>
          shelf.plug(port, seat(port)?.drive.spec.folder ?? '').then(
            () => true,
            () => false,
          ),
        unplug: (port) =>
          shelf.unplug(port).then(
            () => true,
            () => false,
          ),
      },
    };
  };
}
