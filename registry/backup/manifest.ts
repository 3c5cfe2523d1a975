import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hashPattern } from '../../domain/ledger/hash.ts';
import { replaceFile } from '../../keys/durable-file.ts';
import { hashOfFile } from '../move/files.ts';
import { RegistryRefused } from '../refused.ts';

const head = z.strictObject({ size: z.int().min(0), root: z.string().regex(hashPattern) });

const manifestShape = z.strictObject({
  custos_backup: z.literal(1),
  made_ms: z.int(),
  /** Log name and key, as its checkpoints bear them. */
  log: z.string(),
  log_vkey: z.string(),
  /** Entries in it, of which the newest checkpoint in it covers the first `checkpoint.size`. */
  entries: z.int().min(0),
  checkpoint: head,
  /** What the guard file said just before. It is never put back by itself. */
  guard: head.optional(),
  /** Everything but this file itself. Names are relative and stay inside. */
  files: z.array(
    z.strictObject({
      name: z.string().regex(/^(registry\.sqlite|keys\/[a-z]+\.json|blobs\/[0-9a-f]{2}\/[0-9a-f]{64})$/),
      size: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** What a backup holds. */
export type Manifest = z.infer<typeof manifestShape>;

export const manifestName = 'backup.json';
/** The registry's database in a backup, of whatever kind the registry is. */
export const databaseName = 'registry.sqlite';

/** Written last: a folder without it is no backup. */
export function writeManifest(dir: string, manifest: Manifest): void {
  replaceFile(join(dir, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, 0o600);
}

/**
 * Reads what a backup says of itself and holds every file against it. Throws `RegistryRefused` when anything is missing or
 * not as it was written.
 */
export async function readBackup(dir: string): Promise<Manifest> {
  const path = join(dir, manifestName);
  if (!existsSync(path))
    throw new RegistryRefused(
      'not_whole',
      `${dir} holds no ${manifestName}: it is no backup, or one that was cut short. Nothing was changed.`,
    );
  const manifest = parsed(path);
  for (const { name, size, sha256 } of manifest.files) {
    const file = join(dir, name);
    if (!existsSync(file)) throw damaged(file, 'is missing');
    if (statSync(file).size !== size || (await hashOfFile(file)) !== sha256) throw damaged(file, 'is not as it was written');
  }
  if (!manifest.files.some(({ name }) => name === databaseName)) throw damaged(join(dir, databaseName), 'is not listed');
  return manifest;
}

function parsed(path: string): Manifest {
  try {
    return manifestShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new RegistryRefused('not_whole', `${path} cannot be understood. Nothing was changed. Take another backup.`, cause);
  }
}

function damaged(file: string, what: string): RegistryRefused {
  return new RegistryRefused('not_whole', `${file} ${what}. Nothing was changed. Use another backup; this one is damaged.`);
}
