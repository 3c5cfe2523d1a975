import { expect, onTestFinished, test } from 'vitest';
import { inList, insertRows, type SqlDatabase } from '../../registry/sql/port.ts';
import { bytes, number, optionalText, text } from '../../registry/sql/rows.ts';
import { tempDir } from './kit.ts';
import { onBothStores } from './stores.ts';

onBothStores((open) => {
  /** A database with a small table of the test's own. */
  async function start(): Promise<SqlDatabase> {
    const store = await open(tempDir());
    onTestFinished(() => store.close());
    const blob = isSqlite(store.sql) ? 'BLOB' : 'bytea';
    await store.sql.apply([{ text: `CREATE TABLE things (no bigint, word text, raw ${blob}, PRIMARY KEY (no))` }]);
    return store.sql;
  }

  test('numbers up to 2^53 - 1, text, bytes and nothing come back as they were put', async () => {
    const sql = await start();
    const raw = Uint8Array.of(0, 255, 7);
    await sql.apply(
      insertRows(
        'things',
        ['no', 'word', 'raw'],
        [
          [Number.MAX_SAFE_INTEGER, 'ü\u0301 "quoted"', raw],
          [3_000_000_000, null, new Uint8Array()],
        ],
      ),
    );
    const rows = await sql.query('SELECT no, word, raw FROM things WHERE no >= $1 ORDER BY no DESC', [3_000_000_000]);
    expect(rows.map((row) => [number(row, 'no'), optionalText(row, 'word'), bytes(row, 'raw')])).toEqual([
      [Number.MAX_SAFE_INTEGER, 'ü\u0301 "quoted"', raw],
      [3_000_000_000, undefined, new Uint8Array()],
    ]);
  });

  test('many rows go in, in chunks, and are found by a list that was filled up', async () => {
    const sql = await start();
    const rows = Array.from({ length: 300 }, (_, i) => [i, `w${i}`] as const);
    const statements = insertRows('things', ['no', 'word'], rows);
    expect(statements.map(({ params }) => params?.length)).toEqual([256, 256, 64, 16, 8]);
    await sql.apply(statements);
    await sql.apply(insertRows('things', ['no', 'word'], rows, 'ON CONFLICT DO NOTHING'));
    const { list, params } = inList([5, 299, 17, 400, 8], 2);
    const found = await sql.query(`SELECT word FROM things WHERE no > $1 AND no IN ${list} ORDER BY no`, [5, ...params]);
    expect(found.map((row) => text(row, 'word'))).toEqual(['w8', 'w17', 'w299']);
  });

  test('a transaction whose statement changes another number of rows than it must leaves nothing behind', async () => {
    const sql = await start();
    await sql.apply(insertRows('things', ['no', 'word'], [[1, 'one']]));
    const late = [
      { text: 'UPDATE things SET word = $1 WHERE no = $2', params: ['late', 1] },
      { text: 'UPDATE things SET word = $1 WHERE no = $2 AND word = $3', params: ['x', 1, 'one'], changes: 1 },
    ] as const;
    await expect(sql.apply(late)).rejects.toMatchObject({ name: 'RowsDiffer' });
    expect((await sql.query('SELECT word FROM things')).map((row) => text(row, 'word'))).toEqual(['one']);
  });

  test('a table is emptied inside a transaction, and not when that fails', async () => {
    const sql = await start();
    await sql.apply(insertRows('things', ['no'], [[1], [2]]));
    await expect(sql.apply([sql.emptying('things'), { text: 'INSERT INTO nowhere (a) VALUES ($1)', params: [1] }])).rejects.toThrow();
    expect(await sql.query('SELECT no FROM things')).toHaveLength(2);
    await sql.apply([sql.emptying('things'), ...insertRows('things', ['no'], [[3]])]);
    expect((await sql.query('SELECT no FROM things')).map((row) => number(row, 'no'))).toEqual([3]);
  });

  test('text is sorted by its bytes, and a row value compares as one', async () => {
    const sql = await start();
    const rows = [
      [1, 'b'],
      [2, 'B'],
      [3, 'a'],
    ] as const;
    await sql.apply(insertRows('things', ['no', 'word'], rows));
    const found = await sql.query('SELECT no FROM things WHERE (word, no) > ($1, $2) ORDER BY word, no', ['B', 2]);
    expect(found.map((row) => number(row, 'no'))).toEqual([3, 1]);
  });
});

function isSqlite(sql: SqlDatabase): boolean {
  return sql.emptying('x').text.startsWith('DELETE');
}
