import envPaths from 'env-paths';
import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where one station keeps everything. Practice lives in a folder of its own, so that its marks never mix with real records. */
export interface DataFolder {
  readonly root: string;
  readonly stationDatabase: string;
  readonly keys: string;
  readonly registry: string;
  /** Clearances that are spent, kept by the drive helper. */
  readonly spent: string;
  /** Ports of this machine that are bays, for the drive helper to read. */
  readonly bays: string;
  /** Serial ports of this machine that are scanners. */
  readonly scanners: string;
  /** Virtual docks: practice only. */
  readonly shelf: string;
}

/** The platform's usual place for an application's data, as `env-paths` finds it. */
export function usualDataRoot(): string {
  return envPaths('custos', { suffix: '' }).data;
}

/**
 * The folder for one mode, made when it is missing, readable by its owner only.
 *
 * @param root `--data DIR`, or undefined for the usual place
 */
export function openDataFolder(root: string | undefined, mode: 'real' | 'practice'): DataFolder {
  const base = resolve(root ?? usualDataRoot());
  const own = mode === 'real' ? base : join(base, 'practice');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  chmodSync(own, 0o700);
  const folder: DataFolder = {
    root: own,
    stationDatabase: join(own, 'station.db'),
    keys: join(own, 'keys'),
    registry: join(own, 'registry'),
    spent: join(own, 'clearances-spent'),
    bays: join(own, 'bays.json'),
    scanners: join(own, 'scanners.json'),
    shelf: join(own, 'shelf'),
  };
  mkdirSync(folder.keys, { recursive: true, mode: 0o700 });
  return folder;
}
