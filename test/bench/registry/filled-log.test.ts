import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fromUtf8 } from '../../../domain/bytes.ts';
import { readEntry } from '../../../domain/ledger/entry.ts';
import { subjectsProjection } from '../../../registry/projections/subjects.ts';
import { startProjector } from '../../../registry/projector/projector.ts';
import type { RegistryStore } from '../../../registry/store.ts';
import { driveAt, drivesIn, entryAt, fillLog, openEmptyLog, perPush, station } from './filled-log.ts';

const events = 2400;

test('a log that is filled straight into its tables has the rows that a registry makes of the same pushes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'custos-filled-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const filled = await fillLog(folder, events);
  const { store: pushed } = await openEmptyLog(join(folder, 'pushed.sqlite'));
  await push(pushed);
  for (const table of ['events', 'runs', 'subjects', 'types', 'heads', 'subject_history', 'projections']) {
    const rows = await rowsOf(filled, table);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows, table).toEqual(await rowsOf(pushed, table));
  }
  expect(await filled.logSize()).toBe(await pushed.logSize());
  const schema = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
  expect(await filled.sql.query(schema)).toEqual(await pushed.sql.query(schema));
  await filled.close();
  await pushed.close();
});

async function push(store: RegistryStore): Promise<void> {
  const drives = drivesIn(events);
  for (let from = 0; from < events; from += perPush) {
    let prev = (await store.station(station))?.head.hash ?? '';
    const entries = Array.from({ length: Math.min(perPush, events - from) }, (_, i) => {
      const entry = entryAt(from + i, prev, driveAt((from + i) % drives));
      prev = entry.hash;
      expect(readEntry(JSON.parse(fromUtf8(entry.bytes) ?? ''))).toEqual({ kind: 'entry', entry });
      return { entry, keys: [], sealed: [] };
    });
    const outcome = await store.append({ station, epoch: 1, from: from + 1, entries, recvMs: from });
    expect(outcome.kind).toBe('accepted');
  }
  const projector = await startProjector({
    store,
    projections: [subjectsProjection],
    clock: { nowMs: () => 0 },
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => {
        clearTimeout(timer);
      };
    },
    report: (what, cause) => {
      throw new Error(what, { cause });
    },
    delayMs: 0,
  });
  await projector.settled(events - 1);
  await projector.stop();
}

function rowsOf({ sql }: RegistryStore, table: string): Promise<readonly unknown[]> {
  return sql.query(`SELECT * FROM ${table} ORDER BY 1, 2`);
}
