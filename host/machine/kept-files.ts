import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StationFinding } from '../../db/fsck/findings.ts';
import { sha256 } from '../../domain/ledger/hash.ts';

/** Folders of a station in which files are kept under their hash (`exchange/shelf/originals.ts`). */
const shelves = ['photos', 'answers', join('imports', 'files')];

/** Files that are not what their name says. Which ones should be here is not asked: photos of others are elsewhere. */
export function keptFileFindings(root: string): readonly StationFinding[] {
  return shelves
    .map((shelf) => join(root, shelf))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => ({ name, path: join(folder, name) })))
    .filter(({ name, path }) => /^[0-9a-f]{64}$/.test(name) && !isNamedRight(path, name))
    .map(({ path }) => ({
      check: 'attachment',
      where: path,
      says: 'its content is not what its name says: it was damaged; put it back from a backup, or take the same file in again',
    }));
}

function isNamedRight(path: string, name: string): boolean {
  try {
    return Buffer.from(sha256(readFileSync(path))).toString('hex') === name;
  } catch {
    return false;
  }
}
