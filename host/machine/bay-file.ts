import type { TaughtBay } from '../../domain/drive/bay-map.ts';
import { replaceFile } from './replace-file.ts';

/**
 * Keeps the ports that are bays where the drive helper reads them, replaced whole: a helper that reads in between
 * finds the old list or the new one. Throws when the file cannot be written; then the old list stays in force.
 */
export function keepBays(path: string, bays: readonly TaughtBay[]): void {
  replaceFile(path, JSON.stringify(bays));
}
