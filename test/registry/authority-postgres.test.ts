import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type PostgresServer, startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { authoritySuite } from './authority-suite.ts';
import { erasureSuite } from './erasure-suite.ts';
import { keepIn } from './kit.ts';

const missing = whyNoPostgres();
let running: PostgresServer | undefined;
beforeAll(async () => {
  if (missing !== undefined) return;
  running = await startPostgres();
  keepIn(running);
});
afterAll(() => running?.stop());
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

describe('on PostgreSQL', { timeout: 90_000 }, () => {
  authoritySuite();
  erasureSuite();
});
