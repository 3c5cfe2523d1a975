import { existsSync } from 'node:fs';
import { openPostgresStore } from '../postgres/store.ts';
import { refuseInUse } from '../postgres/read-only.ts';
import { isPostgres } from '../reading.ts';
import { RegistryRefused } from '../refused.ts';
import { openSqliteStore } from '../sqlite/store.ts';
import type { RegistryStore } from '../store.ts';

/**
 * Opens the store at an address for itself alone, brought up to this version. A file that is not there is made for
 * `empty` and refused for `existing`. Throws `RegistryRefused` when a registry has it open.
 *
 * @param address a PostgreSQL address as in DATABASE_URL, or a SQLite file
 */
export async function openAlone(address: string, which: 'existing' | 'empty'): Promise<RegistryStore> {
  if (isPostgres(address)) {
    await refuseInUse(address);
    return openPostgresStore(address);
  }
  if (which === 'existing' && !existsSync(address))
    throw new RegistryRefused('not_a_registry', `${address} is not there. Say where the registry keeps its log. Nothing was changed.`);
  return openSqliteStore(address);
}
