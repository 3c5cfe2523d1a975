import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { fsck } from '../../../registry/fsck/fsck.ts';
import { fsckRegistry } from '../../../registry/fsck/open.ts';
import { openGuardFile } from '../../../registry/ledger/guard-file.ts';
import { openForReading } from '../../../registry/reading.ts';
import type { SqlReader } from '../../../registry/sql/port.ts';
import { sqliteSql } from '../../../registry/sqlite/sql-port.ts';
import { push, taken, tempDir, verifier } from '../kit.ts';
import { fullRegistry } from '../move/full.ts';

const pages = 1_000;

async function longRegistry(): Promise<{ readonly dir: string; readonly file: string; readonly size: number }> {
  const dir = tempDir();
  const { registry, station } = await fullRegistry(dir);
  for (let pushes = 0; pushes < 3; pushes++) {
    const from = station.chain.length;
    for (let i = 0; i < 700; i++) station.seal();
    taken(await push(registry, station, station.chain.slice(from)));
  }
  await registry.close();
  return { dir, file: join(dir, 'registry.sqlite'), size: station.chain.length };
}

test('a log of many pages is read in pages, and what is wrong on any of them is found', { timeout: 60_000 }, async () => {
  const { dir, file, size } = await longRegistry();
  const guard = openGuardFile(join(dir, 'guard', 'log-1.json'));
  const reading = await openForReading(file);
  let most = 0;
  const counted: SqlReader = {
    query: async (text, params) => {
      const rows = await reading.query(text, params);
      most = Math.max(most, rows.length);
      return rows;
    },
  };
  const report = await fsck({ sql: counted, guard, verifier, projections: [] });
  await reading.close();
  expect(report.findings).toEqual([]);
  expect(report.entries).toBeGreaterThan(size);
  expect(size).toBeGreaterThan(2 * pages);
  expect(most).toBeLessThanOrEqual(pages);

  const after = async (change: string): Promise<readonly string[]> => {
    const database = new Database(file);
    database.pragma('foreign_keys = OFF');
    database.exec('SAVEPOINT before');
    database.exec(change);
    const { findings } = await fsck({ sql: sqliteSql(database), guard, verifier, projections: [] });
    database.exec('ROLLBACK TO before; RELEASE before');
    database.close();
    return [...new Set(findings.map(({ check, where }) => `${check} ${where}`))];
  };
  expect(await after('UPDATE events SET seq = seq + 1 WHERE log_index = 1500')).toEqual(['entry events 1500']);
  expect(await after('UPDATE runs SET n = n - 1 WHERE first_index = (SELECT max(first_index) FROM runs)')).toEqual(['runs runs']);
  expect(await after('UPDATE runs SET n = n + 1 WHERE first_index = (SELECT max(first_index) FROM runs)')).toEqual([
    expect.stringMatching(/^runs runs \d+$/),
  ]);
  expect(await after('UPDATE runs SET n = n + 1 WHERE first_index = 0')).toEqual(['runs runs 1']);
  expect(await after('INSERT INTO sealed SELECT log_id, 900000, field, salt, value FROM sealed')).toEqual(['sealed sealed']);
  expect(await after('DELETE FROM tiles WHERE level = 0 AND n = 6')).toEqual(['tree tiles 0 6']);
  expect(await after('INSERT INTO tiles SELECT log_id, 5, n, width, bytes FROM tiles WHERE level = 0 AND n = 0')).toEqual(['tree tiles']);
  expect(await after('UPDATE checkpoints SET root = zeroblob(32) WHERE size = (SELECT max(size) FROM checkpoints)')).toEqual([
    expect.stringMatching(/^checkpoint checkpoints \d+$/),
    'checkpoint released 1',
  ]);
  expect(await after('DELETE FROM events WHERE log_index = 1200')).toEqual(
    expect.arrayContaining(['log events 1201', 'chain events 1201']),
  );
});

test('a registry that is checked is not changed, and what was checked stays readable for a registry', async () => {
  const dir = tempDir();
  await (await fullRegistry(dir)).registry.close();
  const steps = (): unknown => {
    const database = new Database(join(dir, 'registry.sqlite'), { readonly: true });
    const value = database.prepare('SELECT (SELECT count(*) FROM migrations), fence FROM logs').get();
    database.close();
    return value;
  };
  const before = steps();
  expect((await fsckRegistry({ dataDir: dir })).findings).toEqual([]);
  expect(steps()).toEqual(before);
});
