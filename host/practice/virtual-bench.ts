import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { plantCustomerData } from '../../hardware/simulator/plant.ts';
import { createShelf, openShelf } from '../../hardware/simulator/shelf.ts';
import type { Shelf } from '../../hardware/simulator/shelf-types.ts';
import type { VirtualHands } from '../../station/router.ts';
import { practiceDrives, type PrintedDrive } from './catalogue.ts';

/** Virtual docks with drives lying beside or in them, and the hands that plug them. */
export interface VirtualBench {
  readonly shelf: Shelf;
  readonly hands: VirtualHands;
  /** The label of the drive in a bay, while one is there. */
  printed(port: string): readonly string[] | undefined;
  /** Which drive belongs to which bay. */
  readonly seats: readonly { readonly port: string; readonly drive: PrintedDrive }[];
}

/** Hours that drives say they need pass this much faster on a virtual bench. */
export const practiceTimeScale = 1800;

/**
 * Opens the virtual docks in a folder; made with fresh drives and planted customer data on first use.
 *
 * @param seated true puts every drive into its bay from the start; else they lie beside the docks
 */
export async function openVirtualBench(dir: string, seated: boolean): Promise<VirtualBench> {
  const drives: readonly PrintedDrive[] = Object.values(practiceDrives);
  const seats = drives.map((drive, index) => ({ port: `virtual/${index + 1}`, drive }));
  if (!existsSync(join(dir, 'shelf.json'))) {
    await createShelf(dir, {
      timeScale: practiceTimeScale,
      bays: seats.map(({ port, drive }, index) => ({ port, name: `Bay ${index + 1}`, ...(seated ? { drive: drive.spec } : {}) })),
      ...(seated ? {} : { spares: drives.map(({ spec }) => spec) }),
    });
    for (const { spec } of drives) await plantCustomerData(dir, spec.folder, `of ${spec.serial}`);
  }
  const shelf = await openShelf(dir);
  const labels = new Map(seats.map(({ port, drive }) => [port, drive.label]));
  const folders = new Map(seats.map(({ port, drive }) => [port, drive.spec.folder]));
  const quietly = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch {
      return false; // the bay is taken, empty or unknown: the answer is no, and nothing changed
    }
  };
  return {
    shelf,
    seats,
    printed: (port) => labels.get(port),
    hands: {
      plug: (port) => quietly(() => shelf.plug(port, folders.get(port) ?? '')),
      unplug: (port) => quietly(() => shelf.unplug(port)),
    },
  };
}
