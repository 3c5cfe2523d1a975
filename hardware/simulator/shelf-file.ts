import { createHash } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { takeLock } from '../transport/lock.ts';
import { driveSpec } from './drive-spec.ts';
import { driveState } from './model/machine.ts';
import type { Trip } from './model/operation.ts';

const powerEvent = z.strictObject({ at_ms: z.number(), on: z.boolean() });
export type PowerEvent = z.infer<typeof powerEvent>;

/** `shelf.json`: what sits where, and when each drive had power. A drive works its own past out from it. */
export const shelfRecord = z.strictObject({
  version: z.literal(1),
  time_scale: z.number().positive(),
  bays: z.array(z.strictObject({ port: z.string().min(1).max(200), name: z.string().max(60), drive: z.string().nullable() })),
  /** By drive folder, in order of time. An event may lie in the future: power that comes back after a loss. */
  power: z.record(z.string(), z.array(powerEvent)),
});
export type ShelfRecord = z.infer<typeof shelfRecord>;

/** `drive.json`: what a drive is and the state that it is in. */
export const driveRecord = z.strictObject({ version: z.literal(1), spec: driveSpec, state: driveState });
export type DriveRecord = z.infer<typeof driveRecord>;

export const shelfPath = (dir: string): string => join(dir, 'shelf.json');
export const drivePath = (dir: string, folder: string): string => join(dir, folder, 'drive.json');
export const mediumPath = (dir: string, folder: string): string => join(dir, folder, 'medium.img');
export const lockPath = (dir: string, folder: string): string => join(dir, folder, 'lock');

/** Either the old file or the new one is there, never half of one, when a process dies here. */
function replace(path: string, value: unknown): void {
  const next = `${path}.${process.pid}.next`;
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(next, path);
}

export function readShelf(dir: string): ShelfRecord {
  return shelfRecord.parse(JSON.parse(readFileSync(shelfPath(dir), 'utf8')));
}
export function writeShelf(dir: string, record: ShelfRecord): void {
  replace(shelfPath(dir), record);
}
export function readDrive(dir: string, folder: string): DriveRecord {
  return driveRecord.parse(JSON.parse(readFileSync(drivePath(dir, folder), 'utf8')));
}
export function writeDrive(dir: string, record: DriveRecord): void {
  replace(drivePath(dir, record.spec.folder), record);
}

/** A reader that parses shelf.json again only when the file is another one: every command asks. */
export function shelfReader(dir: string): () => ShelfRecord {
  let seen = '';
  let record: ShelfRecord | undefined;
  return () => {
    const { ino, mtimeNs, size } = statSync(shelfPath(dir), { bigint: true });
    const mark = `${ino}:${mtimeNs}:${size}`;
    if (record === undefined || mark !== seen) {
      record = readShelf(dir);
      seen = mark;
    }
    return record;
  };
}

const lockTries = 500;
const lockWaitMs = 10;

/** Changes shelf.json while no other process does. `change` throws to leave it as it is. */
export async function changeShelf(dir: string, change: (record: ShelfRecord) => ShelfRecord): Promise<void> {
  for (let tries = 0; tries < lockTries; tries++) {
    const lock = await takeLock(join(dir, 'shelf.lock'));
    if (lock === undefined) {
      await delay(lockWaitMs);
      continue;
    }
    try {
      writeShelf(dir, change(readShelf(dir)));
    } finally {
      await lock.release();
    }
    return;
  }
  throw new Error('another process keeps the shelf locked');
}

/** True when the drive has power at `nowMs`. */
export function hasPower(record: ShelfRecord, folder: string, nowMs: number): boolean {
  return (record.power[folder] ?? []).findLast((event) => event.at_ms <= nowMs)?.on ?? false;
}

/** The drive in a bay that has power now; undefined when nothing can be seen there. */
export function driveIn(record: ShelfRecord, port: string, nowMs: number): string | undefined {
  const folder = record.bays.find((bay) => bay.port === port)?.drive ?? undefined;
  return folder !== undefined && hasPower(record, folder, nowMs) ? folder : undefined;
}

/** Changes with every power-on and every other drive. */
export function presenceIn(record: ShelfRecord, port: string, nowMs: number): string {
  const folder = driveIn(record, port, nowMs);
  if (folder === undefined) return 'empty';
  const powerOns = (record.power[folder] ?? []).filter((event) => event.on && event.at_ms <= nowMs).length;
  return createHash('sha256').update(`${port}\n${folder}\n${powerOns}`).digest('hex').slice(0, 16);
}

export function withPower(record: ShelfRecord, folder: string, ...events: readonly PowerEvent[]): ShelfRecord {
  const all = [...(record.power[folder] ?? []), ...events].toSorted((a, b) => a.at_ms - b.at_ms);
  return { ...record, power: { ...record.power, [folder]: all } };
}

export function withDrive(record: ShelfRecord, port: string, drive: string | null): ShelfRecord {
  return { ...record, bays: record.bays.map((bay) => (bay.port === port ? { ...bay, drive } : bay)) };
}

/** Writes down that a fault has cut the power of a drive. */
export function withTrip(record: ShelfRecord, folder: string, trip: Trip): ShelfRecord {
  const happenedSince = (record.power[folder] ?? []).some((event) => event.at_ms > trip.atMs);
  const off = withPower(record, folder, { at_ms: trip.atMs, on: false });
  if (trip.kind === 'power_loss') return withPower(off, folder, { at_ms: trip.atMs + trip.offMs, on: true });
  // Somebody has moved the drive since: where it sits now is theirs to say.
  if (happenedSince) return off;
  const port = record.bays.find((bay) => bay.drive === folder)?.port;
  return port === undefined ? off : withDrive(off, port, null);
}
