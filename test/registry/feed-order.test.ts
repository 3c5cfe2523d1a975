import { describe } from 'vitest';
import type { SqlValue } from '../../registry/sql/port.ts';
import { feedOrderSuite } from './feed-order-suite.ts';

describe('on SQLite', () => {
  feedOrderSuite(async ({ ledger }, text, params) => {
    const rows = await ledger.store.sql.query(`EXPLAIN QUERY PLAN ${text}`, params as readonly SqlValue[]);
    return rows.map((row) => String(row['detail'])).join('\n');
  });
});
