import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { moveRegistry } from '../../../registry/move/move.ts';
import { migratedDatabase } from '../../kit/postgres-template.ts';
import { withRunPostgres } from '../../kit/run-postgres.ts';
import { startRegistry, tempDir } from '../kit.ts';
import { fullRegistry, placeIn } from './full.ts';

const server = withRunPostgres();
let databases = 0;
const fresh = (): Promise<string> => migratedDatabase(server(), `refused_move${++databases}`);
const nothing = (): void => undefined;

describe('a move', { timeout: 60_000 }, () => {
  test('is refused into a place that holds a log, and from one that is in use', async () => {
    const [dir, otherDir] = [tempDir(), tempDir()];
    const from = placeIn(dir, await fresh());
    const { registry } = await fullRegistry(dir, from.database);
    await expect(moveRegistry(from, placeIn(tempDir()), nothing)).rejects.toMatchObject({ code: 'in_use' });
    await registry.close();
    const other = await startRegistry(otherDir);
    await expect(moveRegistry(from, placeIn(otherDir), nothing)).rejects.toMatchObject({ code: 'in_use' });
    await other.close();
    await expect(moveRegistry(from, placeIn(otherDir), nothing)).rejects.toMatchObject({ code: 'not_empty' });
    await expect(moveRegistry(from, from, nothing)).rejects.toMatchObject({ code: 'not_empty' });
    await expect(moveRegistry(placeIn(tempDir()), placeIn(tempDir()), nothing)).rejects.toMatchObject({ code: 'not_a_registry' });
    await (await startRegistry(dir, { databaseUrl: from.database })).close();
  });

  test('notices a registry that took the old log while it was copied, and leaves it there', async () => {
    const dir = tempDir();
    const [from, to] = [placeIn(dir, await fresh()), placeIn(tempDir())];
    await (await fullRegistry(dir, from.database)).registry.close();
    // What a registry does first when it starts.
    const takeOld = (says: string): void => {
      if (says !== 'Reading the copy') return;
      execFileSync(join(server().programs, 'psql'), [from.database, '-c', 'UPDATE logs SET fence = fence + 1'], { stdio: 'ignore' });
    };
    await expect(moveRegistry(from, to, takeOld)).rejects.toMatchObject({ code: 'in_use' });
    await (await startRegistry(dir, { databaseUrl: from.database })).close();
    await expect(startRegistry(to.dataDir)).rejects.toMatchObject({ code: 'arriving' });
    // What was left is thrown away, and the second try ends it.
    expect((await moveRegistry(from, to, nothing)).entries).toBeGreaterThan(20);
    await (await startRegistry(to.dataDir)).close();
  });
});
