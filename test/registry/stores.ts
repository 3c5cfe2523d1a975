import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { openPostgresStore } from '../../registry/postgres/store.ts';
import { openSqliteStore } from '../../registry/sqlite/store.ts';
import type { RegistryStore } from '../../registry/store.ts';
import { type PostgresServer, startPostgres, whyNoPostgres } from '../kit/postgres.ts';

/** Runs a suite on both kinds of store, each with a fresh database a test. PostgreSQL is left out, and said so, where it is not installed. */
export function onBothStores(suite: (open: (dir: string) => Promise<RegistryStore>) => void): void {
  describe('on SQLite', () => {
    suite((dir) => Promise.resolve(openSqliteStore(join(dir, 'registry.sqlite'))));
  });
  const missing = whyNoPostgres();
  describe('on PostgreSQL', { timeout: 90_000 }, () => {
    let server: PostgresServer | undefined;
    beforeAll(async () => {
      if (missing === undefined) server = await startPostgres();
    });
    beforeEach((ctx) => ctx.skip(missing !== undefined, missing));
    afterAll(() => server?.stop());
    suite(async (dir) => {
      if (server === undefined) throw new Error('no server');
      return openPostgresStore(await server.database(nameOf(dir)));
    });
  });
}

function nameOf(dir: string): string {
  return dir.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}
