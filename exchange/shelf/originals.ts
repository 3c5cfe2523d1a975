import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';

/** What came in from elsewhere, byte for byte, under its SHA-256. Nothing here is ever changed. */
export interface Originals {
  /** Where a file with this hash (base64url) lies or would lie. */
  pathOf(sha256: string): string;
  has(sha256: string): boolean;
  /**
   * Copies a file in and makes it durable. The bytes are hashed while they are copied: a file that changed since it was
   * surveyed is not kept. Keeping what is kept already changes nothing.
   *
   * @throws OriginalChanged
   */
  keep(path: string, sha256: string): Promise<void>;
  /** The bytes as they came; undefined when they are not here or are not what their name says. */
  read(sha256: string): Uint8Array | undefined;
}

/** The file is no longer the one that was looked at. Nothing was kept. */
export class OriginalChanged extends Error {
  override readonly name = 'OriginalChanged';
}

/** Opens the folder, made when it is missing, readable by its owner only. */
export function openOriginals(folder: string): Originals {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Hexadecimal: base64url names would be one and the same on a disk that does not tell case apart.
  const pathOf = (sha256: string): string => join(folder, Buffer.from(sha256, 'base64url').toString('hex'));
  const has = (sha256: string): boolean => existsSync(pathOf(sha256));
  return {
    pathOf,
    has,
    async keep(path, sha256) {
      if (has(sha256)) return;
      const half = `${pathOf(sha256)}.part`;
      const hash = createHash('sha256');
      const hashing = new Transform({
        transform(piece: Buffer, _encoding, done) {
          hash.update(piece);
          done(undefined, piece);
        },
      });
      try {
        await pipeline(createReadStream(path), hashing, createWriteStream(half, { mode: 0o600, flush: true }));
        if (hash.digest('base64url') !== sha256) throw new OriginalChanged(`${path} changed while it was read. Nothing was kept.`);
        renameSync(half, pathOf(sha256));
        syncFolder(folder);
      } catch (error) {
        rmSync(half, { force: true });
        throw error;
      }
    },
    read(sha256) {
      if (!has(sha256)) return undefined;
      const bytes = new Uint8Array(readFileSync(pathOf(sha256)));
      return createHash('sha256').update(bytes).digest('base64url') === sha256 ? bytes : undefined;
    },
  };
}

/** A name is durable when its folder is. Windows has no such thing as an open folder. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
