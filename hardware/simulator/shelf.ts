import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import type { Bay } from '../../contract/helper.ts';
import { dockUsbOf } from '../docks/qualify/grade-dock.ts';
import { usbOf } from './bridge/docked.ts';
import type { Clock } from './clock.ts';
import { realClock } from './clock.ts';
import type { DriveSpec, DriveSpecInput } from './drive-spec.ts';
import { driveSpec } from './drive-spec.ts';
import { freshState } from './model/machine.ts';
import {
  changeShelf,
  driveIn,
  drivePath,
  mediumPath,
  presenceIn,
  readDrive,
  readShelf,
  shelfPath,
  withDrive,
  withPower,
  writeDrive,
  writeShelf,
} from './shelf-file.ts';
import type { NewShelf, Shelf } from './shelf-types.ts';
import { openVirtualDrive } from './virtual-drive.ts';

/** A pulled drive stays out at least this long when power is cycled. */
const cycleMs = 1;

/** Makes a shelf in a directory, which is created when missing. Throws when one is there already, or a port or folder comes twice. */
export function createShelf(dir: string, shelf: NewShelf, clock: Clock = realClock): Promise<Shelf> {
  return Promise.resolve().then(() => {
    if (existsSync(shelfPath(dir))) throw new Error(`${dir} holds a shelf already`);
    const seated = shelf.bays.map((bay) => ({ ...bay, drive: bay.drive === undefined ? undefined : driveSpec.parse(bay.drive) }));
    const specs = [
      ...seated.flatMap((bay) => (bay.drive === undefined ? [] : [bay.drive])),
      ...(shelf.spares ?? []).map((spare) => driveSpec.parse(spare)),
    ];
    refuseDoubles(
      'port',
      shelf.bays.map((bay) => bay.port),
    );
    refuseDoubles(
      'drive folder',
      specs.map((spec) => spec.folder),
    );
    mkdirSync(dir, { recursive: true });
    for (const spec of specs) makeDrive(dir, spec);
    const now = clock.now();
    writeShelf(dir, {
      version: 1,
      time_scale: shelf.timeScale ?? 1,
      bays: seated.map((bay) => ({ port: bay.port, name: bay.name, drive: bay.drive?.folder ?? null })),
      power: Object.fromEntries(seated.flatMap((bay) => (bay.drive === undefined ? [] : [[bay.drive.folder, [{ at_ms: now, on: true }]]]))),
    });
    return shelfIn(dir, clock);
  });
}

/** Opens a shelf that was made before. Throws when there is none or its record cannot be read. */
export function openShelf(dir: string, clock: Clock = realClock): Promise<Shelf> {
  return Promise.resolve().then(() => shelfIn(dir, clock));
}

function refuseDoubles(what: string, names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw new Error(`the ${what} ${double} comes twice`);
}

function makeDrive(dir: string, spec: DriveSpec): void {
  mkdirSync(`${dir}/${spec.folder}`);
  writeFileSync(mediumPath(dir, spec.folder), '');
  truncateSync(mediumPath(dir, spec.folder), spec.blocks * spec.block_bytes);
  writeDrive(dir, { version: 1, spec, state: freshState(spec) });
}

function shelfIn(dir: string, clock: Clock): Shelf {
  const { time_scale: timeScale } = readShelf(dir);
  const bridges = new Map<string, DriveSpec['bridge']>();
  const bridgeOf = (folder: string): DriveSpec['bridge'] => {
    // What a drive is never changes; the rest of its record does with every command.
    if (!bridges.has(folder)) bridges.set(folder, readDrive(dir, folder).spec.bridge);
    return bridges.get(folder);
  };
  return {
    dir,
    timeScale,
    bays: () => Promise.resolve().then(() => baysOf(dir, clock, bridgeOf)),
    drives: () =>
      Promise.resolve().then(() =>
        readdirSync(dir, { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && existsSync(drivePath(dir, entry.name)))
          .map((entry) => readDrive(dir, entry.name).spec)
          .toSorted((a, b) => a.folder.localeCompare(b.folder)),
      ),
    openDrive: (port) => openVirtualDrive(dir, port, clock),
    plug: (port, folder) => plug(dir, port, folder, clock),
    unplug: (port) => unplug(dir, port, clock),
    powerCycle: (port) => powerCycle(dir, port, clock),
    addDrive: (input: DriveSpecInput) =>
      Promise.resolve().then(() => {
        const spec = driveSpec.parse(input);
        if (existsSync(drivePath(dir, spec.folder))) throw new Error(`the drive folder ${spec.folder} comes twice`);
        makeDrive(dir, spec);
        return spec;
      }),
  };
}

function baysOf(dir: string, clock: Clock, bridgeOf: (folder: string) => DriveSpec['bridge']): readonly Bay[] {
  const record = readShelf(dir);
  const now = clock.now();
  return record.bays.map((bay) => {
    const folder = driveIn(record, bay.port, now);
    const bridge = folder === undefined ? undefined : bridgeOf(folder);
    return {
      port: bay.port,
      name: bay.name,
      dock: 'virtual dock',
      ...(bridge !== undefined && { usb: dockUsbOf(usbOf(bridge)) }),
      virtual: true,
      occupied: folder !== undefined,
      presence: presenceIn(record, bay.port, now),
    };
  });
}

function plug(dir: string, port: string, folder: string, clock: Clock): Promise<void> {
  return changeShelf(dir, (record) => {
    const bay = record.bays.find((one) => one.port === port);
    if (bay === undefined) throw new Error(`there is no bay ${port}`);
    if (bay.drive !== null) throw new Error(`bay ${port} is taken`);
    if (record.bays.some((one) => one.drive === folder)) throw new Error(`${folder} sits in another bay`);
    if (!existsSync(drivePath(dir, folder))) throw new Error(`there is no drive ${folder}`);
    return withPower(withDrive(record, port, folder), folder, { at_ms: clock.now(), on: true });
  });
}

function unplug(dir: string, port: string, clock: Clock): Promise<void> {
  return changeShelf(dir, (record) => {
    const folder = record.bays.find((one) => one.port === port)?.drive ?? null;
    if (folder === null) throw new Error(`bay ${port} is empty`);
    return withPower(withDrive(record, port, null), folder, { at_ms: clock.now(), on: false });
  });
}

async function powerCycle(dir: string, port: string, clock: Clock): Promise<void> {
  const folder = readShelf(dir).bays.find((one) => one.port === port)?.drive ?? null;
  if (folder === null) throw new Error(`bay ${port} is empty`);
  await unplug(dir, port, clock);
  await clock.sleep(cycleMs);
  await plug(dir, port, folder, clock);
}
