import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { drillBackup } from '../../../registry/backup/drill.ts';
import { openBackupDoor } from '../../../registry/backup/door.ts';
import { databaseName, manifestName } from '../../../registry/backup/manifest.ts';
import { restoreBackup } from '../../../registry/backup/restore.ts';
import { takeBackup } from '../../../registry/backup/take.ts';
import type { Manifest } from '../../../registry/backup/manifest.ts';
import { copiedAfter, copiedBefore, replayedTables } from '../../../registry/move/plan.ts';
import type { Place } from '../../../registry/move/move.ts';
import { openForReading } from '../../../registry/reading.ts';
import { contentOf, fullRegistry, placeIn } from '../move/full.ts';
import { push, startRegistry, taken, tempDir } from '../kit.ts';

const tables = [...copiedBefore, ...copiedAfter].map(({ name }) => name).concat(replayedTables);
const progress = (): void => undefined;
const nowMs = 1_790_000_000_000;

const take = (place: Place, dir: string, withKeys = true): Promise<Manifest> => takeBackup({ place, dir, withKeys, nowMs, progress });
const restore = (dir: string, place: Place, nothingNewer = false) => restoreBackup({ dir, place, nothingNewer, progress });
const emptyDir = (): string => join(tempDir(), 'backup');

async function read({ database }: Place): Promise<unknown> {
  const reading = await openForReading(database);
  const content = await contentOf(reading, tables);
  await reading.close();
  return content;
}

describe('a backup of a registry in a SQLite file', () => {
  test('is taken while the registry runs and takes events, and every acknowledged one is in it or in what is newer', async () => {
    const dir = tempDir();
    const { registry, station } = await fullRegistry(dir);
    onTestFinished(await openBackupDoor(registry.ledger.store, dir, () => undefined));
    const backup = emptyDir();
    let isTaken = false;
    const keepPushing = async (): Promise<void> => {
      do {
        station.seal();
        taken(await push(registry, station, station.chain.slice(-1)));
      } while (!isTaken);
    };
    const [manifest] = await Promise.all([take(placeIn(dir), backup).finally(() => (isTaken = true)), keepPushing()]);
    expect(statSync(join(backup, databaseName)).mode & 0o077).toBe(0);
    expect(readdirSync(backup).sort()).toEqual([manifestName, 'blobs', 'keys', databaseName].sort());
    await registry.ledger.integrator.settle();
    const report = await drillBackup({ dir: backup, live: registry.url, progress });
    expect(report).toMatchObject({ verdict: 'whole', doubts: [] });
    const size = await registry.ledger.store.logSize();
    expect(manifest.entries + (report.newer ?? Number.NaN)).toBe(size);
    await registry.close();
    expect(await drillBackup({ dir: backup, live: registry.url, progress })).toMatchObject({ verdict: 'unproven' });
  });

  test('comes back with everything, in a place without anything, and the registry goes on', async () => {
    const dir = tempDir();
    const { registry, station } = await fullRegistry(dir);
    await registry.close();
    const before = await read(placeIn(dir));
    const backup = emptyDir();
    const { entries } = await take(placeIn(dir), backup);
    await expect(take(placeIn(dir), backup)).rejects.toMatchObject({ code: 'not_empty' });
    const lost = { ...placeIn(dir), guardDir: join(dir, 'guard') };
    const there = { ...placeIn(join(tempDir(), 'new')), guardDir: lost.guardDir };
    expect(await restore(backup, there)).toMatchObject({ outlook: 'goes_on', signed: entries });
    expect(await read(there)).toEqual(before);
    expect(readdirSync(there.dataDir).filter((name) => !name.startsWith(databaseName))).toEqual(['blobs', 'keys']);
    const again = await startRegistry(there.dataDir, { guardDir: there.guardDir });
    station.seal();
    expect(taken(await push(again, station, station.chain)).accepted).toBe(1);
    await again.close();
    // Never over a log, older or newer, and not while one runs.
    await expect(restore(backup, there)).rejects.toMatchObject({ code: 'not_empty' });
    expect(await drillBackup({ dir: backup, guardDir: there.guardDir, progress })).toMatchObject({ verdict: 'unproven', newer: 1 });
  });

  test('whose guard is lost signs nothing until somebody vouches for it, and one that is behind its guard never does', async () => {
    const dir = tempDir();
    const { registry, station } = await fullRegistry(dir);
    await registry.close();
    const backup = emptyDir();
    const { entries } = await take(placeIn(dir), backup);
    const unguarded = placeIn(join(tempDir(), 'unguarded'));
    expect(await restore(backup, unguarded)).toMatchObject({ outlook: 'unguarded' });
    const silent = await startRegistry(unguarded.dataDir);
    expect(await silent.ledger.alarms()).toContain('guard_missing');
    expect(await push(silent, station, station.chain)).toMatchObject({ code: 'read_only' });
    await silent.close();
    const vouched = placeIn(join(tempDir(), 'vouched'));
    expect(await restore(backup, vouched, true)).toMatchObject({ outlook: 'goes_on', signed: entries });
    const onward = await startRegistry(vouched.dataDir);
    station.seal();
    expect(taken(await push(onward, station, station.chain)).accepted).toBe(1);
    await onward.close();
    // That guard knows more than the backup now.
    const behind = { ...placeIn(join(tempDir(), 'behind')), guardDir: vouched.guardDir };
    await expect(restore(backup, behind, true)).rejects.toThrow('Something newer was signed');
    expect(await restore(backup, behind)).toMatchObject({ outlook: 'behind', signed: entries + 1 });
    const older = await startRegistry(behind.dataDir, { guardDir: behind.guardDir });
    expect(await older.ledger.alarms()).toContain('log_rollback');
    expect(older.ledger.integrator.published()).toBeUndefined();
    expect(await push(older, station, station.chain)).toMatchObject({ code: 'read_only' });
  });

  test('without keys asks for the right ones', async () => {
    const dir = tempDir();
    const { registry } = await fullRegistry(dir);
    await registry.close();
    const backup = emptyDir();
    expect((await take(placeIn(dir), backup, false)).files.some(({ name }) => name.startsWith('keys/'))).toBe(false);
    const there = { ...placeIn(join(tempDir(), 'new')), guardDir: join(dir, 'guard') };
    await expect(restore(backup, there)).rejects.toThrow('taken without keys');
    const strange = tempDir();
    await (await startRegistry(strange)).close();
    await expect(restore(backup, { ...there, dataDir: strange, database: there.database })).rejects.toThrow('key of another log');
    expect(await drillBackup({ dir: backup, guardDir: there.guardDir, progress })).toMatchObject({ verdict: 'whole', newer: 0 });
  });
});
