import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plantCustomerData } from '../../hardware/simulator/plant.ts';
import type { DriveSpecInput } from '../../hardware/simulator/drive-spec.ts';
import { createShelf, openShelf } from '../../hardware/simulator/shelf.ts';
import { type AssembledStation, assembleStation } from '../../host/assemble/assemble.ts';
import { practiceTimeScale } from '../../host/practice/virtual-bench.ts';
import { quickVault } from '../kit/quick-vault.ts';
import { virtualDrive } from '../kit/virtual-drives.ts';

/** The drives of a round: three that erase themselves, quick and slow, and an image that is overwritten. */
export const drives: readonly DriveSpecInput[] = [
  virtualDrive('sata_hdd', { folder: 'slow-disk', erase_s: 3600 }),
  virtualDrive('sata_ssd', { folder: 'quick-ssd' }),
  virtualDrive('nvme_ssd', { folder: 'nvme' }),
];

const imageMiB = 128;

export const docksOf = (dir: string): string => join(dir, 'docks');
export const imageOf = (dir: string): string => join(dir, 'image.img');
export const databaseOf = (dir: string): string => join(dir, 'data', 'practice', 'station.db');

/** Makes the docks with customer data on every drive. */
export async function layOut(dir: string): Promise<void> {
  await createShelf(docksOf(dir), {
    timeScale: practiceTimeScale,
    bays: drives.map((drive, index) => ({ port: `virtual/${index + 1}`, name: `Bay ${index + 1}`, drive })),
  });
  for (const { folder, serial } of drives) await plantCustomerData(docksOf(dir), folder, `of ${serial}`);
  writeFileSync(imageOf(dir), 'CUSTOMER RECORD 000001 of an image\n'.repeat(1000));
  truncateSync(imageOf(dir), imageMiB * 1024 * 1024);
}

/** The station of this folder, with helper processes and an embedded registry, as a host would start it. */
export async function openBench(dir: string): Promise<AssembledStation> {
  if (!existsSync(imageOf(dir))) throw new Error(`${dir} was not laid out`);
  const shelf = await openShelf(docksOf(dir));
  const hands = { plug: () => Promise.resolve(false), unplug: () => Promise.resolve(false) };
  return assembleStation({
    dataRoot: join(dir, 'data'),
    mode: 'practice',
    bench: { shelf, seats: [], printed: () => undefined, hands },
    drives: [imageOf(dir)],
    vault: quickVault,
    verbose: process.env['CUSTOS_TEST_VERBOSE'] === '1',
  });
}
