import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { takeBackup } from '../../registry/backup/take.ts';
import { fsckRegistry } from '../../registry/fsck/open.ts';
import { copiedAfter, copiedBefore, rebuiltTables, replayedTables } from '../../registry/move/plan.ts';
import { openPostgresStore } from '../../registry/postgres/store.ts';
import { keepReleased } from '../../registry/ledger/release.ts';
import { openForReading } from '../../registry/reading.ts';
import { startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { enrol } from '../registry/kit.ts';
import { contentOf, fullRegistry, placeIn } from '../registry/move/full.ts';
import { holdsForReader, sizeShown, startReader } from '../registry/reader/reader-suite.ts';

const missing = whyNoPostgres();

test(
  'a standby is read for checks, backups and lists while the registry runs on the other one; no registry starts on it',
  { timeout: 120_000 },
  async (ctx) => {
    ctx.skip(missing !== undefined, missing);
    const dir = mkdtempSync(join(tmpdir(), 'custos-replica-'));
    const primary = await startPostgres();
    onTestFinished(() => primary.stop());
    const standby = await primary.standby();
    onTestFinished(async () => {
      await standby.stop();
      rmSync(dir, { recursive: true, force: true });
    });
    const { registry, station } = await fullRegistry(dir, await primary.database('log'));
    await registry.ledger.projector.settled((await registry.ledger.store.logSize()) - 1);
    const [here, there] = [
      await primary.database('log'),
      (await primary.database('log')).replace(`:${primary.port}/`, `:${standby.port}/`),
    ];
    const read = async (url: string) => {
      const reading = await openForReading(url);
      const content = await contentOf(
        reading,
        [...copiedBefore, ...copiedAfter].map(({ name }) => name).concat(replayedTables, rebuiltTables),
      );
      await reading.close();
      return content;
    };
    const wanted = await read(here);
    // A commit waits for the standby's disk, not for its readers: they see it a moment later.
    await expect.poll(() => read(there)).toEqual(wanted);
    expect((await fsckRegistry({ dataDir: dir, databaseUrl: there })).findings).toEqual([]);
    const backup = join(dir, 'backup');
    const manifest = await takeBackup({ place: placeIn(dir, there), dir: backup, withKeys: false, nowMs: 1, progress: () => undefined });
    expect(manifest.entries).toBe(wanted['events']?.length);
    await expect(openPostgresStore(there)).rejects.toMatchObject({ code: 'unreachable' });

    // The log is served from the standby as far as the registry released it.
    const after = (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return () => {
        clearTimeout(timer);
      };
    };
    const { ledger } = registry;
    const released = keepReleased({
      sql: ledger.store.sql,
      logId: 1,
      integrator: ledger.integrator,
      everyMs: 50,
      after,
      report: () => undefined,
    });
    const reader = await startReader(dir, { databaseUrl: there });
    await expect.poll(() => sizeShown(reader), { timeout: 20_000 }).toBe(ledger.integrator.published()?.size);
    await holdsForReader(reader, registry, station);
    expect((await reader.measures()).isFollowing).toBe(true);
    await enrol(registry);
    await ledger.integrator.settle();
    await expect.poll(() => sizeShown(reader), { timeout: 20_000 }).toBe(ledger.integrator.published()?.size);
    await released();
    await registry.close();
    await primary.stop();
    await expect.poll(async () => (await fetch(`${reader.url}/ready`)).text(), { timeout: 20_000 }).toContain('behind');
    // What was shown is shown further.
    expect(await sizeShown(reader)).toBeGreaterThan(0);
    await reader.close();
  },
);
