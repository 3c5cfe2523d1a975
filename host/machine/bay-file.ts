import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import type { TaughtBay } from '../../domain/drive/bay-map.ts';

/**
 * Keeps the ports that are bays where the drive helper reads them, replaced whole: a helper that reads in between
 * finds the old list or the new one. Throws when the file cannot be written; then the old list stays in force.
 */
export function keepBays(path: string, bays: readonly TaughtBay[]): void {
  const fresh = `${path}.new`;
  const fd = openSync(fresh, 'w', 0o600);
  try {
    writeSync(fd, JSON.stringify(bays));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(fresh, path);
}
