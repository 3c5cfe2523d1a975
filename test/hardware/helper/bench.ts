import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../contract/helper.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import type { Clearance, Order } from '../../../domain/erase/clearance.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { type HelperProcess, spawnHelper } from '../../../hardware/helper/client.ts';
import type { Clock } from '../../../hardware/helper/docks.ts';
import { type EscrowList, openEscrow } from '../../../hardware/helper/escrow.ts';
import type { Bench } from '../../../hardware/helper/erase-job.ts';
import { openPsidTries } from '../../../hardware/helper/psid-tries.ts';
import { openSpentList } from '../../../hardware/helper/spent.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { plantCustomerData, type Planted } from '../../../hardware/simulator/plant.ts';
import { createShelf } from '../../../hardware/simulator/shelf.ts';
import type { Shelf } from '../../../hardware/simulator/shelf-types.ts';

export const clock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
      if (signal?.aborted === true) {
        clearTimeout(timer);
        resolve();
      }
    }),
};

export const port = 'virtual/1';

export interface TestBench {
  readonly dir: string;
  readonly shelf: Shelf;
  readonly bench: Bench;
  readonly escrow: EscrowList;
  readonly planted: Planted;
  readonly spentPath: string;
  /** The image of the drive, read directly. */
  image(): Buffer;
  /** How many planted marks the image file still holds. */
  marksLeft(): number;
  end(): Promise<void>;
}

/** The same drive with a medium of 4 MiB (8 with large blocks): enough for every path, quick to fill. */
export function small<Drive extends DriveSpecInput>(drive: Drive): DriveSpecInput {
  return { ...drive, blocks: Math.max(2048, (4 * 1024 * 1024) / drive.block_bytes) };
}

/** A shelf with one planted drive in its only bay, and a bench over it. */
export async function benchWith(
  drive: DriveSpecInput,
  options: { readonly timeScale?: number; readonly spares?: readonly DriveSpecInput[] } = {},
): Promise<TestBench> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-helper-'));
  const shelfDir = join(dir, 'shelf');
  const shelf = await createShelf(shelfDir, {
    bays: [{ port, name: 'Bay 1', drive }],
    spares: options.spares ?? [],
    timeScale: options.timeScale ?? 36_000,
  });
  const planted = await plantCustomerData(shelfDir, drive.folder, 'test');
  const spentPath = join(dir, 'spent');
  const spent = await openSpentList(spentPath);
  const escrow = await openEscrow(`${spentPath}-passwords`);
  const psidTries = await openPsidTries(`${spentPath}-psid-tries`);
  const image = (): Buffer => readFileSync(join(shelfDir, drive.folder, imageName));
  return {
    dir,
    shelf,
    bench: { sources: [shelf], spent, escrow, psidTries, clock },
    escrow,
    planted,
    spentPath,
    image,
    marksLeft() {
      const bytes = image();
      let count = 0;
      for (let at = bytes.indexOf(planted.mark); at !== -1; at = bytes.indexOf(planted.mark, at + 1)) count += 1;
      return count;
    },
    async end() {
      await spent.close();
      await escrow.close();
      await psidTries.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const imageName = 'medium.img';

let count = 0;

/** A clearance for whatever sits in the bay now, by its own words. */
export async function clearanceFor(
  shelf: Shelf,
  technique: Technique,
  changes: Omit<Partial<Clearance>, 'order'> & { readonly order?: Partial<Order> } = {},
): Promise<Clearance> {
  const open = await shelf.openDrive(port);
  const told = await readIdentity(open, virtualLimits);
  await open.close();
  if (told.kind !== 'identified') throw new Error(`the test drive is silent: ${told.detail}`);
  count += 1;
  const { order, ...rest } = changes;
  return {
    id: `test${process.pid}x${count}`.padEnd(22, '_'),
    job: `j1_${String(count).padStart(20, '0')}`,
    port,
    serial: told.identity.serial,
    ...(told.identity.wwn !== undefined && { wwn: told.identity.wwn }),
    model: told.identity.model,
    capacity_bytes: told.identity.capacity_bytes,
    deadline_ms: Date.now() + 60_000,
    seed: toBase64url(new Uint8Array(32).fill(count)),
    ...rest,
    order: {
      technique,
      method: technique === 'host_overwrite' ? 'clear' : 'purge',
      passes: 1,
      pattern: 'zero',
      read_back: { kind: 'sample', sections: 100, per_section: 2, share_permille: 50 },
      ...order,
    },
  };
}

/** A helper process of its own over the bench's shelf. Whoever starts it stops it. */
export function helperOver(bench: TestBench): HelperProcess {
  const main = join(import.meta.dirname, '../../../hardware/helper/main.ts');
  return spawnHelper({ command: process.execPath, args: [main, '--shelf', bench.shelf.dir, '--spent', bench.spentPath] });
}

/** All reports of a job, with progress left out. */
export async function milestones(reports: AsyncIterable<Report>): Promise<Report[]> {
  const all: Report[] = [];
  for await (const report of reports) if (report.kind !== 'progress') all.push(report);
  return all;
}

export function lastOf(reports: readonly Report[]): Report {
  const last = reports.at(-1);
  if (last === undefined) throw new Error('the job said nothing');
  return last;
}
