import { expect, test } from 'vitest';
import { startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { smallLedger } from './ledger.ts';
import { sweepPostgres } from './postgres-sweep.ts';

// `npm run test:tamper` changes every cell; here one of each column, and each twelfth of the others.
test('a changed cell of a ledger in PostgreSQL is found', { timeout: 120_000 }, async (ctx) => {
  const reason = whyNoPostgres();
  ctx.skip(reason !== undefined, reason);
  const server = await startPostgres();
  try {
    const { tried, columns, missed } = await sweepPostgres(server, await smallLedger(), { stride: 200, every: 12 });
    expect(missed).toEqual([]);
    expect(tried).toBeGreaterThan(70);
    expect(columns).toBeGreaterThan(45);
  } finally {
    await server.stop();
  }
});
