import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guardName, moveRegistry, type Place } from '../../../registry/move/move.ts';
import { copiedAfter, copiedBefore, rebuiltTables, replayedTables } from '../../../registry/move/plan.ts';
import { openForReading } from '../../../registry/reading.ts';
import { migratedDatabase } from '../../kit/postgres-template.ts';
import { withRunPostgres } from '../../kit/run-postgres.ts';
import { push, startRegistry, taken, tempDir } from '../kit.ts';
import { contentOf, fullRegistry, placeIn } from './full.ts';

const copied = [...copiedBefore, ...copiedAfter].map(({ name }) => name);
const all = [...copied, ...replayedTables, ...rebuiltTables];
const server = withRunPostgres();
let databases = 0;
const fresh = (): Promise<string> => migratedDatabase(server(), `move${++databases}`);

async function read(place: Place, tables: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const reading = await openForReading(place.database);
  const content = await contentOf(reading, tables);
  await reading.close();
  return content;
}

const nothing = (): void => undefined;
const urlOf = ({ database }: Place): string | undefined => (database.startsWith('postgres') ? database : undefined);

describe('a registry moves', { timeout: 60_000 }, () => {
  const directions = [
    ['from SQLite to PostgreSQL', async (dir: string) => [placeIn(dir), placeIn(dir, await fresh())] as const],
    ['from PostgreSQL to SQLite', async (dir: string) => [placeIn(dir, await fresh()), placeIn(dir)] as const],
    ['to another folder and volume', async (dir: string) => [placeIn(dir), placeIn(tempDir())] as const],
  ] as const;
  test.each(directions)('%s with everything, and goes on there alone', async (_title, places) => {
    const dir = tempDir();
    const [from, to] = await places(dir);
    const { registry, station, attachment } = await fullRegistry(dir, urlOf(from), 270);
    await registry.ledger.projector.settled((await registry.ledger.store.logSize()) - 1);
    const alarms = await registry.ledger.alarms();
    await registry.close();
    const before = await read(from, all);
    for (const table of copied) expect(`${table}: ${before[table]?.length === 0 ? 'no rows' : 'rows'}`).toBe(`${table}: rows`);
    const said: string[] = [];
    const report = await moveRegistry(from, to, (says) => said.push(says));
    expect(report).toMatchObject({ entries: before['events']?.length, attachments: 1 });
    expect(said.length).toBeGreaterThan(4);
    expect(await read(to, all)).toEqual(before);
    // The old one is closed for ever, for a registry and for another move.
    await expect(startRegistry(dir, { databaseUrl: urlOf(from) })).rejects.toMatchObject({ code: 'moved' });
    await expect(moveRegistry(from, placeIn(tempDir()), nothing)).rejects.toMatchObject({ code: 'moved' });
    expect(existsSync(join(from.guardDir, guardName))).toBe(from.guardDir === to.guardDir);
    const there = await startRegistry(to.dataDir, { databaseUrl: urlOf(to) });
    expect(await there.ledger.alarms()).toEqual(alarms);
    station.seal();
    const answer = taken(await push(there, station, station.chain.slice(-2)));
    expect([answer.accepted, answer.duplicates]).toEqual([1, 1]);
    expect(existsSync(join(to.dataDir, 'blobs', Buffer.from(attachment, 'base64url').toString('hex').slice(0, 2)))).toBe(true);
  });
});
