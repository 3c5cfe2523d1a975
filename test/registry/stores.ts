import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { openPostgresStore } from '../../registry/postgres/store.ts';
import { openSqliteStore } from '../../registry/sqlite/store.ts';
import type { RegistryStore } from '../../registry/store.ts';
import { keepIn } from './kit.ts';
import { type PostgresServer, startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { migratedDatabase } from '../kit/postgres-template.ts';

/** Runs a suite on both kinds of store, each with a fresh database a test. PostgreSQL is left out, and said so, where it is not installed. */
export function onBothStores(suite: (open: (dir: string) => Promise<RegistryStore>) => void): void {
  describe('on SQLite', () => {
    suite((dir) => Promise.resolve(openSqliteStore(join(dir, 'registry.sqlite'))));
  });
  withPostgres((server) => {
    suite(async (dir) => openPostgresStore(await migratedDatabase(server(), nameOf(dir))));
  });
}

/** Runs a suite on registries over PostgreSQL: `startRegistry` of the kit opens the right kind from then on in this file. */
export function onPostgres(suite: (server: () => PostgresServer) => void): void {
  withPostgres((server) => {
    beforeAll(() => {
      if (whyNoPostgres() === undefined) keepIn(server());
    });
    suite(server);
  });
}

function withPostgres(suite: (server: () => PostgresServer) => void): void {
  const missing = whyNoPostgres();
  describe('on PostgreSQL', { timeout: 90_000 }, () => {
    let running: PostgresServer | undefined;
    beforeAll(async () => {
      if (missing === undefined) running = await startPostgres();
    });
    beforeEach((ctx) => ctx.skip(missing !== undefined, missing));
    afterAll(() => running?.stop());
    suite(() => {
      if (running === undefined) throw new Error('no server');
      return running;
    });
  });
}

function nameOf(dir: string): string {
  return dir.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}
