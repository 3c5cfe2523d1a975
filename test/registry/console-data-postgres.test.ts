import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type PostgresServer, startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { consoleDataSuite } from './console-data-suite.ts';
import { keepIn } from './kit.ts';

const missing = whyNoPostgres();
let server: PostgresServer | undefined;
beforeAll(async () => {
  if (missing !== undefined) return;
  server = await startPostgres();
  keepIn(server);
});
afterAll(() => server?.stop());
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

describe('what the console shows, on PostgreSQL', { timeout: 90_000 }, () => {
  consoleDataSuite();
});
