import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a file in one step: the new content is written beside it, flushed to disk and renamed over it, then
 * the folder is flushed. After a crash at any point the file holds the old content or the new, never a mix.
 * Only one process may replace a given file. On Windows a folder cannot be flushed; the rename itself is atomic.
 */
export function replaceFile(path: string, content: string | Uint8Array, mode: number): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } catch (cause) {
    closeSync(file);
    unlinkSync(beside);
    throw cause;
  }
  closeSync(file);
  renameSync(beside, path);
  syncFolder(dirname(path));
}

/** Flushes a folder's list of names. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
