import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drillBackup } from '../../../registry/backup/drill.ts';
import { type Manifest, manifestName, readBackup } from '../../../registry/backup/manifest.ts';
import { restoreBackup } from '../../../registry/backup/restore.ts';
import { takeBackup } from '../../../registry/backup/take.ts';
import type { Place } from '../../../registry/move/move.ts';
import { enrol, startRegistry, tempDir } from '../kit.ts';
import { fullRegistry, placeIn } from '../move/full.ts';

const progress = (): void => undefined;
const take = (place: Place, dir: string): Promise<Manifest> => takeBackup({ place, dir, withKeys: true, nowMs: 1, progress });
const restore = (dir: string, place: Place) => restoreBackup({ dir, place, nothingNewer: false, progress });
const emptyDir = (): string => join(tempDir(), 'backup');

describe('a backup in doubt', () => {
  test('is damaged, cut short, or of another log, and the drill says so', { timeout: 60_000 }, async () => {
    const dir = tempDir();
    const { registry } = await fullRegistry(dir);
    await registry.close();
    const backup = emptyDir();
    const manifest = await take(placeIn(dir), backup);
    const other = await startRegistry(tempDir(), { name: 'custos.invalid/other' });
    for (let i = 0; i < 3; i++) await enrol(other);
    expect(await drillBackup({ dir: backup, live: other.url, progress })).toMatchObject({ verdict: 'differs' });
    expect(await drillBackup({ dir: backup, guardDir: placeIn(dir).guardDir, logKey: other.logVkey, progress })).toMatchObject({
      verdict: 'differs',
    });
    // A log that was put back shows less than the backup holds.
    const younger = await startRegistry(dir);
    const lie = { ...manifest, checkpoint: { ...manifest.checkpoint, size: manifest.checkpoint.size - 1 } };
    const text = readFileSync(join(backup, manifestName), 'utf8');
    writeFileSync(join(backup, manifestName), JSON.stringify(lie));
    expect(await drillBackup({ dir: backup, live: younger.url, progress })).toMatchObject({ verdict: 'differs' });
    writeFileSync(join(backup, manifestName), text);
    for (const { name } of manifest.files.filter(({ name }) => !name.startsWith('keys/'))) {
      const file = join(backup, name);
      const bytes = readFileSync(file);
      const flipped = Buffer.from(bytes);
      flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
      writeFileSync(file, flipped);
      await expect(drillBackup({ dir: backup, progress })).rejects.toThrow('is not as it was written');
      await expect(restore(backup, placeIn(join(tempDir(), 'new')))).rejects.toMatchObject({ code: 'not_whole' });
      rmSync(file);
      await expect(readBackup(backup)).rejects.toThrow('is missing');
      writeFileSync(file, bytes);
    }
    rmSync(join(backup, manifestName));
    await expect(readBackup(backup)).rejects.toThrow('cut short');
  });

  test('of a file that a silent registry holds is not taken', async () => {
    const dir = tempDir();
    const { registry } = await fullRegistry(dir);
    await expect(take(placeIn(dir), emptyDir())).rejects.toMatchObject({ code: 'in_use' });
    await registry.close();
  });
});
