import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { plantCustomerData } from '../../../hardware/simulator/plant.ts';
import { createShelf, openShelf } from '../../../hardware/simulator/shelf.ts';
import { practiceDrives, type PrintedDrive } from '../../../host/practice/catalogue.ts';
import type { VirtualBench } from '../../../host/practice/virtual-bench.ts';

/** Drives of one server, more than there are bays, and the hands that put them in and take them out. */
export interface Rack {
  readonly bench: (dir: string) => Promise<VirtualBench>;
  /** Which drive the hands put into a bay the next time. */
  readonly take: (port: string, drive: PrintedDrive) => void;
}

/** The nth disk of a server: one of practice's kind with a serial and a WWN of its own. */
export function serverDisk(number: number): PrintedDrive {
  const { spec } = practiceDrives.sataHdd;
  const two = String(number).padStart(2, '0');
  const own = { ...spec, folder: `disk-${two}`, serial: `${spec.serial.slice(0, -2)}${two}`, wwn: `${spec.wwn.slice(0, -2)}${two}` };
  return {
    spec: own,
    label: [`S/N: ${own.serial}`, `WWN: ${own.wwn.toUpperCase()}`, `Model: ${own.model}`],
    host: 'stor-07',
    slot: String(number),
  };
}

/**
 * A virtual bench with as many bays as asked for and drives that lie beside them.
 *
 * @param timeScale how many times faster than estimated the drives erase
 */
export function rackOf(drives: readonly PrintedDrive[], bays: number, timeScale: number): Rack {
  const next = new Map<string, PrintedDrive>();
  const ports = Array.from({ length: bays }, (_, at) => `virtual/${at + 1}`);
  return {
    take: (port, drive) => void next.set(port, drive),
    bench: async (dir) => {
      if (!existsSync(join(dir, 'shelf.json'))) {
        await createShelf(dir, {
          timeScale,
          bays: ports.map((port, at) => ({ port, name: `Bay ${at + 1}` })),
          spares: drives.map(({ spec }) => spec),
        });
        for (const { spec } of drives) await plantCustomerData(dir, spec.folder, `of ${spec.serial}`);
      }
      const shelf = await openShelf(dir);
      const quietly = (act: Promise<void>): Promise<boolean> =>
        act.then(
          () => true,
          () => false,
        );
      return {
        shelf,
        seats: ports.flatMap((port) => {
          const drive = next.get(port);
          return drive === undefined ? [] : [{ port, drive }];
        }),
        printed: (port) => next.get(port)?.label,
        hands: {
          plug: (port) => quietly(shelf.plug(port, next.get(port)?.spec.folder ?? '')),
          unplug: (port) => quietly(shelf.unplug(port)),
        },
      };
    },
  };
}
