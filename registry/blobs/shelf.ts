import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../../domain/bytes.ts';
import { toHex } from '../../domain/bytes.ts';

/** What became of a part. `gap`: it does not begin where the parts before it end. `wrong_hash`: all of them together are another file; they were thrown away. */
export type PutOutcome =
  { readonly kind: 'stored' } | { readonly kind: 'more' | 'gap'; readonly have: number } | { readonly kind: 'wrong_hash' | 'too_many' };

/** Attachments as files, each under its SHA-256. */
export interface BlobShelf {
  /** Size in bytes of a stored one. */
  size(sha256: Bytes): Promise<number | undefined>;
  /** Bytes `from` up to and with `to` of a stored one. */
  read(sha256: Bytes, from: number, to: number): ReadStream;
  /** Puts a part after those that came before. Durable when it answers; after the last part the whole was held against its hash. */
  put(part: {
    readonly sha256: Bytes;
    readonly from: number;
    readonly bytes: Bytes;
    readonly total: number;
    readonly by: string;
  }): Promise<PutOutcome>;
}

/** Unfinished attachments of one station at a time. */
const openEach = 8;

/**
 * A shelf in a folder beside the database. An unfinished attachment is a file of its own, which grows part by part and
 * gets its name only when it is whole: a name is never seen on half a file, whenever the power goes.
 */
export function openBlobShelf(folder: string): BlobShelf {
  const parts = join(folder, 'parts');
  const homeOf = (sha256: Bytes): string => join(folder, toHex(sha256).slice(0, 2));
  const pathOf = (sha256: Bytes): string => join(homeOf(sha256), toHex(sha256));
  /** One piece of work on an attachment at a time. */
  const busy = new Map<string, Promise<unknown>>();

  async function putNow({ sha256, from, bytes, total, by }: Parameters<BlobShelf['put']>[0]): Promise<PutOutcome> {
    if ((await sizeOf(pathOf(sha256))) !== undefined) return { kind: 'stored' };
    await mkdir(parts, { recursive: true, mode: 0o700 });
    const path = join(parts, `${by}-${toHex(sha256)}`);
    const have = (await sizeOf(path)) ?? 0;
    if (from !== have) return { kind: 'gap', have };
    if (have === 0 && (await readdir(parts)).filter((name) => name.startsWith(`${by}-`)).length >= openEach) return { kind: 'too_many' };
    const file = await open(path, 'a', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (have + bytes.length < total) return { kind: 'more', have: have + bytes.length };
    if ((await hashOf(path)) !== toHex(sha256)) {
      await rm(path);
      return { kind: 'wrong_hash' };
    }
    await mkdir(homeOf(sha256), { recursive: true, mode: 0o700 });
    await rename(path, pathOf(sha256));
    await syncFolder(homeOf(sha256));
    await syncFolder(folder);
    return { kind: 'stored' };
  }

  return {
    size: (sha256) => sizeOf(pathOf(sha256)),
    read: (sha256, from, to) => createReadStream(pathOf(sha256), { start: from, end: to }),
    put(part) {
      const name = toHex(part.sha256);
      const answer = (busy.get(name) ?? Promise.resolve()).then(() => putNow(part));
      const done = answer.catch(() => undefined);
      busy.set(name, done);
      void done.then(() => busy.get(name) === done && busy.delete(name));
      return answer;
    },
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer); // a stream without encoding gives buffers
  return hash.digest('hex');
}

/** A rename is durable when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
