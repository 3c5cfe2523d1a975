import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { copyFile, open, rename } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { syncFolder } from '../../keys/durable-file.ts';
import { RegistryRefused } from '../refused.ts';

/** A file of a registry beside its database. */
export interface KeptFile {
  /** From the data folder, with `/`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/** Attachments that are not whole yet: their stations send them again. */
const unfinished = 'parts';

/** Names of the attachments in a data folder. */
export function attachmentNames(dataDir: string): readonly string[] {
  return filesBelow(dataDir, 'blobs').filter((name) => name.split('/')[1] !== unfinished);
}

/** Names of the registry's own keys in a data folder. */
export function keyNames(dataDir: string): readonly string[] {
  return filesBelow(dataDir, 'keys').filter((name) => name.endsWith('.json'));
}

function filesBelow(root: string, folder: string): readonly string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * Copies files from one data folder to another, flushed, for this user alone; what is there with the same content stays.
 * Throws `RegistryRefused` when an attachment is not what its name says, or another file is in the way.
 */
export async function copyFiles(from: string, to: string, names: readonly string[]): Promise<readonly KeptFile[]> {
  const copied: KeptFile[] = [];
  for (const name of names) {
    const [source, target] = [join(from, name), join(to, name)];
    const sha256 = await hashOfFile(source);
    if (name.startsWith('blobs/') && !name.endsWith(`/${sha256}`))
      throw new RegistryRefused(
        'not_whole',
        `The attachment ${source} is not what its name says: it was damaged. Put it back from a backup.`,
      );
    if (!existsSync(target)) await copyDurably(source, target);
    if ((await hashOfFile(target)) !== sha256)
      throw new RegistryRefused('not_empty', `${target} is there with other content. It was not changed. Move it away first.`);
    copied.push(await describeFile(to, name));
  }
  return copied;
}

/** Size and hash of a file in a folder. */
export async function describeFile(dir: string, name: string): Promise<KeptFile> {
  const path = join(dir, name);
  return { name, size: statSync(path).size, sha256: await hashOfFile(path) };
}

async function copyDurably(source: string, target: string): Promise<void> {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  await copyFile(source, `${target}.new`);
  const file = await open(`${target}.new`, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${target}.new`, target);
  syncFolder(dirname(target));
}

/** SHA-256 of a file's content, hex. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer); // a stream without encoding gives buffers
  return hash.digest('hex');
}
