import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type PostgresServer, startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { consoleSuite } from './console-suite.ts';
import { erasingSuite } from './erasing-suite.ts';
import { programsSuite } from './programs-suite.ts';
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

describe('the console on PostgreSQL', { timeout: 90_000 }, () => {
  consoleSuite();
  erasingSuite();
  programsSuite();
});
