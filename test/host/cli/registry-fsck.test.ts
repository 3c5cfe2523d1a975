import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { folder, run, running } from './registry-kit.ts';

test('fsck says in text and as JSON what differs, and changes nothing, not even an older version', { timeout: 120_000 }, async () => {
  const data = join(folder(), 'data');
  const nothing = await run('fsck', '--data', data);
  expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('is not there')]);
  expect(existsSync(data)).toBe(false);
  await (await running(data)).stop();
  const file = join(data, 'registry.sqlite');
  const change = (sql: string): void => {
    const database = new Database(file);
    database.exec(sql);
    database.pragma('journal_mode = DELETE');
    database.close();
  };
  change("UPDATE stations SET name = 'another' WHERE station = 'registry'; UPDATE heads SET seq = 7");
  const text = await run('fsck', '--data', data);
  expect([text.code, text.out]).toEqual([20, expect.stringContaining('heads: heads registry: the head 1 7 is not where the log says.')]);
  const json = await run('fsck', '--data', data, '--json');
  expect(json.code).toBe(20);
  expect(JSON.parse(json.out)).toMatchObject({ entries: 1, findings: [{ check: 'heads', where: 'heads registry' }], left: 0 });
  change('DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations)');
  const before = readFileSync(file);
  const older = await run('fsck', '--data', data);
  expect([older.code, older.err]).toEqual([1, expect.stringContaining('written by an older version')]);
  expect(readFileSync(file).equals(before)).toBe(true);
});
