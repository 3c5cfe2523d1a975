import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fsckStationFolder } from '../../host/machine/station-fsck.ts';
import { checkBeside } from '../../registry/fsck/beside.ts';
import { collect } from '../../registry/fsck/findings.ts';
import { fsck } from '../../registry/fsck/fsck.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import { openForReading } from '../../registry/reading.ts';
import { randomOf } from '../fuzz/random.ts';
import type { SmallLedger } from './ledger.ts';
import type { Finding } from './raw.ts';
import { rememberingVerifier } from './remember.ts';
import type { SmallStation } from './station.ts';
import { emptyTally, type Tally } from './tally.ts';

/** A store's files beside its database, and who is asked about them. */
export interface Beside {
  readonly dir: string;
  readonly files: readonly string[];
  check(): Promise<readonly Finding[]>;
}

const registryFolders = ['guard', 'keys', 'blobs'];
const stationFolders = ['keys', 'photos', 'answers', join('imports', 'files')];

export function besideRegistry({ dir, file, guard }: SmallLedger): Beside {
  const verifier = rememberingVerifier();
  return {
    dir,
    files: filesIn(dir, registryFolders),
    async check() {
      const sql = await openForReading(file);
      try {
        const { find, findings } = collect();
        await checkBeside(sql, dir, find);
        return [...findings, ...(await fsck({ sql, guard: openGuardFile(guard), verifier, projections: [] })).findings];
      } finally {
        await sql.close();
      }
    },
  };
}

export function besideStation({ dir, file, keys }: SmallStation): Beside {
  return {
    dir,
    files: filesIn(dir, stationFolders),
    check: () => Promise.resolve(fsckStationFolder({ database: file, keys, root: dir }).findings),
  };
}

function filesIn(dir: string, folders: readonly string[]): readonly string[] {
  return folders
    .map((folder) => join(dir, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();
}

/** Changes one bit of a byte of one file at a time, on the disk, and puts it back. */
export async function sweepBeside(
  beside: Beside,
  name: string,
  { seed, every }: { readonly seed: number; readonly every: number },
): Promise<Tally> {
  const path = join(beside.dir, name);
  const before = readFileSync(path);
  const tally = emptyTally();
  try {
    for (let at = 0; at < before.length; at += 1) {
      const random = randomOf(seed, name, at);
      if (random.below(every) !== 0) continue;
      const bit = random.below(8);
      const bytes = Buffer.from(before);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      writeFileSync(path, bytes);
      const [found] = await beside.check();
      const fate =
        found !== undefined
          ? { by: `fsck: ${found.check}` }
          : readsSame(before, bytes)
            ? { by: 'harmless: the same JSON' }
            : { missed: 'nobody says so' };
      tally.add(fate, 1, `${name}, byte ${at}, bit ${bit}`);
    }
  } finally {
    writeFileSync(path, before);
  }
  return tally;
}

function readsSame(before: Buffer, after: Buffer): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(before.toString('utf8')), JSON.parse(after.toString('utf8')));
  } catch {
    return false;
  }
}
