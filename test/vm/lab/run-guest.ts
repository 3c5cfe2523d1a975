import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DriveWish, LabDrive } from './drives.ts';
import { buildDrives, driversFor } from './drives.ts';
import type { Guest } from './guest.ts';
import { bootGuest } from './qemu.ts';
import { cutPowerLine, resultMarks, suiteEndedLine } from './results.ts';

/** One boot with its drives and its tests. */
export interface GuestPlan {
  /** Its suite is `suites/NAME.ts`. */
  readonly name: string;
  readonly drives: readonly DriveWish[];
  /** More kernel modules. */
  readonly modules?: readonly string[];
  /** Starts with the images and the shared folder as the guest before it left them. */
  readonly continues?: boolean;
  /** The guest's power is cut when it asks; that it came to that counts as one test of this name. */
  readonly cutsPower?: string;
  readonly timeoutS: number;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Place {
  readonly root: string;
  /** Kernel, images and what the guests share; nothing in it is worth keeping. */
  readonly folder: string;
  readonly print: (line: string) => void;
}

/** Boots one guest, hears its suite, and counts. A suite that did not come to its end counts as a failure. */
export async function runGuest(plan: GuestPlan, guest: Guest, { root, folder, print }: Place): Promise<Tally> {
  const run = join(folder, 'run');
  const shared = join(folder, 'lab');
  if (plan.continues !== true) for (const one of [run, join(shared, 'keep')]) rmSync(one, { recursive: true, force: true });
  for (const one of [join(run, 'images'), join(shared, 'keep'), join(shared, 'compiled')]) mkdirSync(one, { recursive: true });
  const drives = buildDrives(plan.drives, join(run, 'images'));
  for (const { image, sizeBytes } of drives) {
    if (existsSync(image)) continue;
    writeFileSync(image, '');
    truncateSync(image, sizeBytes);
  }
  rmSync(join(shared, 'status'), { force: true });
  copyFileSync(join(import.meta.dirname, 'guest-main.sh'), join(shared, 'guest-main.sh'));
  const told: readonly LabDrive[] = drives.map(({ id, kind, serial, model, wwn, sizeBytes, devices, attach }) => ({
    id,
    kind,
    serial,
    model,
    sizeBytes,
    devices,
    attach,
    ...(wwn !== undefined && { wwn }),
  }));
  writeFileSync(join(shared, 'drives.json'), JSON.stringify(told));
  writeFileSync(
    join(shared, 'settings'),
    assignments({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/tmp',
      LAB_ROOT: root,
      LAB_NODE: process.execPath,
      LAB_MAIN: join(folder, 'bundle/guest-main.mjs'),
      LAB_SUITE: join(folder, 'bundle', `${plan.name}.mjs`),
      LAB_MODULES: guest.modules,
      LAB_DRIVERS: [...driversFor(plan.drives), ...(plan.modules ?? [])].join(' '),
      LAB_EXPECT: String(drives.filter(({ absent }) => !absent).length),
      NODE_COMPILE_CACHE: '/lab/compiled',
    }),
  );
  const tally = { passed: 0, failed: 0, skipped: 0 };
  let ended = false;
  const ending = await bootGuest({
    guest,
    wishes: plan.drives,
    drives,
    folder: run,
    shared,
    timeoutMs: plan.timeoutS * 1000,
    onLine: (line) => {
      if (line === cutPowerLine) return 'cut power';
      if (line === suiteEndedLine) ended = true;
      else print(line);
      for (const kind of ['passed', 'failed', 'skipped'] as const) if (line.startsWith(resultMarks[kind])) tally[kind] += 1;
      return 'go on';
    },
  });
  const meant = plan.cutsPower === undefined ? ending === 'powered-off' && ended : ending === 'cut';
  if (plan.cutsPower !== undefined && meant) {
    print(`${resultMarks.passed}${plan.cutsPower}`);
    tally.passed += 1;
  }
  if (!meant) {
    print(`${resultMarks.failed}${plan.name}: the guest ended before its suite (${ending})`);
    print(lastWords(run));
    tally.failed += 1;
  }
  return tally;
}

function lastWords(run: string): string {
  return ['qemu.log', 'console.log']
    .map((name) => join(run, name))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'latin1').split('\n').slice(-15).join('\n'))
    .join('\n');
}

function assignments(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join('');
}
