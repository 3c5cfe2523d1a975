import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { smallStation } from '../../tamper/station.ts';
import { tempDir } from '../../registry/kit.ts';

const program = fileURLToPath(new URL('../../../host/cli/main.ts', import.meta.url));

function run(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, 'fsck', ...args], (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

test('fsck of a station says in text and as JSON what differs, changes nothing, and makes nothing', { timeout: 60_000 }, async () => {
  const nowhere = join(tempDir(), 'nothing');
  expect(await run('--data', nowhere)).toMatchObject({ code: 1, err: expect.stringContaining('There is no station') as string });
  expect(existsSync(nowhere)).toBe(false);
  const { file } = await smallStation();
  const folder = dirname(file);
  const before = readFileSync(file);
  expect(await run('--data', folder)).toMatchObject({ code: 0, out: expect.stringContaining('everything is as it was signed') as string });
  expect(readFileSync(file).equals(before)).toBe(true);
  const database = new Database(file);
  database.exec('UPDATE people SET roles = \'["auditor"]\'');
  database.close();
  expect(await run('--data', folder)).toMatchObject({ code: 20, out: expect.stringContaining('derived: people: ') as string });
  const json = await run('--data', folder, '--json');
  expect(JSON.parse(json.out)).toMatchObject({ findings: [{ check: 'derived', where: 'people' }], left: 0 });
  // A station that runs has its file for itself.
  const running = new Database(file);
  running.pragma('locking_mode = EXCLUSIVE');
  running.exec('BEGIN EXCLUSIVE');
  expect(await run('--data', folder)).toMatchObject({ code: 1, err: expect.stringContaining('in use') as string });
  running.close();
});
