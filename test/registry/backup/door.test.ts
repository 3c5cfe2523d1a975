import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askRunning, openBackupDoor } from '../../../registry/backup/door.ts';
import { openForReading } from '../../../registry/reading.ts';
import { enrol, push, startRegistry, taken, tempDir } from '../kit.ts';

test('the door of a running registry is its own user’s, copies into new files alone, and outlives nonsense', async (ctx) => {
  ctx.skip(process.platform === 'win32', 'there is no such socket on Windows');
  const [dir, out] = [tempDir(), tempDir()];
  const registry = await startRegistry(dir);
  const close = await openBackupDoor(registry.ledger.store, dir, () => undefined);
  onTestFinished(close);
  const path = join(dir, 'backup.sock');
  expect(statSync(path).mode & 0o077).toBe(0);

  writeFileSync(join(out, 'there'), 'precious');
  await expect(askRunning(dir, join(out, 'there'))).rejects.toThrow('a file that is not there yet');
  await expect(askRunning(dir, join(out, 'no', 'folder'))).rejects.toMatchObject({ code: 'not_whole' });
  for (const nonsense of ['', 'relative.sqlite\n', '{"dir":1}', 'x'.repeat(100_000)]) {
    const socket = connect(path);
    socket.resume().end(nonsense);
    // Being cut off is an answer too.
    await once(socket, 'close').catch(() => undefined);
  }
  expect(readdirSync(out)).toEqual(['there']);

  await Promise.all([askRunning(dir, join(out, 'one')), askRunning(dir, join(out, 'two'))]);
  for (const name of ['one', 'two']) {
    const copy = await openForReading(join(out, name));
    expect(await copy.query('SELECT name FROM logs')).toEqual([{ name: registry.name }]);
    await copy.close();
  }
  const { station } = await enrol(registry);
  station.seal();
  expect(taken(await push(registry, station, station.chain)).accepted).toBe(1);
  await close();
  expect(existsSync(path)).toBe(false);
  await expect(askRunning(dir, join(out, 'three'))).rejects.toMatchObject({ code: 'in_use' });
});
