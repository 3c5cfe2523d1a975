import { join } from 'node:path';
import { describe } from 'vitest';
import { openPostgresStore } from '../../registry/postgres/store.ts';
import { openSqliteStore } from '../../registry/sqlite/store.ts';
import type { RegistryStore } from '../../registry/store.ts';
import { keepIn } from './kit.ts';
import { migratedDatabase } from '../kit/postgres-template.ts';
import { type RunServer, withRunPostgres } from '../kit/run-postgres.ts';

/** Runs a suite on both kinds of store, each with a fresh database a test. PostgreSQL is left out, and said so, where it is not installed. */
export function onBothStores(suite: (open: (dir: string) => Promise<RegistryStore>) => void): void {
  describe('on SQLite', () => {
    suite((dir) => Promise.resolve(openSqliteStore(join(dir, 'registry.sqlite'))));
  });
  describe('on PostgreSQL', { timeout: 90_000 }, () => {
    const server = withRunPostgres();
    suite(async (dir) => openPostgresStore(await migratedDatabase(server(), nameOf(dir))));
  });
}

/** Runs a suite on registries over PostgreSQL: `startRegistry` of the kit opens the right kind from then on in this file. */
export function onPostgres(suite: (server: () => RunServer) => void): void {
  describe('on PostgreSQL', { timeout: 90_000 }, () => {
    suite(withRunPostgres(keepIn));
  });
}

function nameOf(dir: string): string {
  return dir.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}
