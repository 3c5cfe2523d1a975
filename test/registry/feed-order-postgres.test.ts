import pg from 'pg';
import { feedOrderSuite } from './feed-order-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres((server) => {
  feedOrderSuite(async ({ ledger }, text, params) => {
    const [row] = await ledger.store.sql.query('SELECT current_database() AS name');
    const client = new pg.Client({ connectionString: await server().database(String(row?.['name'])) });
    await client.connect();
    try {
      // Small tables are read whole, whatever their indexes: the planner is asked what it would do with large ones.
      await client.query('SET enable_seqscan = off; SET enable_bitmapscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...params]);
      return rows.map((each) => each['QUERY PLAN']).join('\n');
    } finally {
      await client.end();
    }
  });
});
