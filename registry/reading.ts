import { openReadOnly as openPostgres } from './postgres/read-only.ts';
import type { SqlReader } from './sql/port.ts';
import { openReadOnly as openSqlite } from './sqlite/read-only.ts';

/** One moment of a registry's database, for reading alone. */
export interface Reading extends SqlReader {
  close(): Promise<void>;
}

/** Is this an address of a PostgreSQL database, and not the name of a file? */
export function isPostgres(address: string): boolean {
  return /^postgres(ql)?:\/\//.test(address);
}

/**
 * Opens what a registry keeps for reading, changing nothing, not even its version. Throws `RegistryRefused`.
 *
 * @param address a PostgreSQL address as in DATABASE_URL, or a SQLite file
 */
export async function openForReading(address: string): Promise<Reading> {
  return isPostgres(address) ? openPostgres(address) : openSqlite(address);
}
