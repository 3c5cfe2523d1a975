import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier } from '../../keys/ed25519.ts';
import { openGuardFile } from '../ledger/guard-file.ts';
import { openPostgresStore } from '../postgres/store.ts';
import { RegistryRefused } from '../refused.ts';
import { openSqliteStore } from '../sqlite/store.ts';
import { fsck, type FsckReport } from './fsck.ts';

export interface FsckOptions {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  readonly guardDir?: string | undefined;
  readonly progress?: (says: string) => void;
}

/**
 * Checks a registry that is not running, where `openRegistry` would open it with the same options. Throws
 * `RegistryRefused` when there is none, or when its SQLite file is in use.
 */
export async function fsckRegistry({ dataDir, databaseUrl, guardDir, progress }: FsckOptions): Promise<FsckReport> {
  const file = join(dataDir, 'registry.sqlite');
  if (databaseUrl === undefined && !existsSync(file))
    throw new RegistryRefused('not_a_registry', `${file} is not there. Say with --data or --database where the registry keeps its log.`);
  const store = databaseUrl === undefined ? openSqliteStore(file) : await openPostgresStore(databaseUrl);
  try {
    const guard = openGuardFile(join(guardDir ?? join(dataDir, 'guard'), 'log-1.json'));
    return await fsck({ sql: store.sql, guard, verifier: createVerifier(), ...(progress === undefined ? {} : { progress }) });
  } finally {
    await store.close();
  }
}
