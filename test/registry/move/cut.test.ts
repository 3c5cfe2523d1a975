import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openGuardFile } from '../../../registry/ledger/guard-file.ts';
import { guardName, moveRegistry, type Place } from '../../../registry/move/move.ts';
import { copiedAfter, copiedBefore } from '../../../registry/move/plan.ts';
import { openAlone } from '../../../registry/move/stores.ts';
import { openForReading } from '../../../registry/reading.ts';
import { startRegistry, tempDir } from '../kit.ts';
import { contentOf, fullRegistry, placeIn } from './full.ts';

const copied = [...copiedBefore, ...copiedAfter].map(({ name }) => name);
const nothing = (): void => undefined;

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('missing');
  return value;
}

async function read(place: Place, tables: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const reading = await openForReading(place.database);
  const content = await contentOf(reading, tables);
  await reading.close();
  return content;
}

describe('a move that is cut short', { timeout: 60_000 }, () => {
  class PowerCut extends Error {}
  test.each(['Reading the copy', 'Closing the old log', 'Opening the new log'])('at "%s" is ended by the same call', async (at) => {
    const [from, to] = [placeIn(tempDir()), placeIn(tempDir())];
    await (await fullRegistry(from.dataDir)).registry.close();
    const before = await read(from, copied);
    const cut = (says: string): void => {
      if (says === at) throw new PowerCut();
    };
    await expect(moveRegistry(from, to, cut)).rejects.toThrow(PowerCut);
    // Whatever is started now, at most one of the two takes events.
    const standing = async (place: Place): Promise<boolean> => {
      const store = await openAlone(place.database, 'existing');
      const free = await store.takeLog().then(
        () => true,
        () => false,
      );
      await store.close();
      return free;
    };
    expect([await standing(from), await standing(to)]).toEqual([at !== 'Opening the new log', false]);
    await moveRegistry(from, to, nothing);
    expect([await standing(from), await standing(to)]).toEqual([false, true]);
    expect(await read(to, copied)).toEqual(before);
    await (await startRegistry(to.dataDir)).close();
  });

  test('is refused when the data is older than what was signed, damaged, or without its guard', async () => {
    const [from, to] = [placeIn(tempDir()), placeIn(tempDir())];
    await (await fullRegistry(from.dataDir)).registry.close();
    const path = join(from.guardDir, guardName);
    const guard = openGuardFile(path).read();
    const text = readFileSync(path, 'utf8');
    openGuardFile(path).replace({ ...must(guard), size: must(guard).size + 1 });
    await expect(moveRegistry(from, to, nothing)).rejects.toMatchObject({ code: 'not_whole' });
    rmSync(path);
    await expect(moveRegistry(from, to, nothing)).rejects.toMatchObject({ code: 'not_whole' });
    writeFileSync(path, text);
    const store = await openAlone(from.database, 'existing');
    await store.sql.apply([{ text: "UPDATE events SET entry = CAST('{}' AS BLOB) WHERE log_index = 5" }]);
    await store.close();
    await expect(moveRegistry(from, to, nothing)).rejects.toThrow('do not give the root that was signed');
    await expect(startRegistry(to.dataDir)).rejects.toMatchObject({ code: 'arriving' });
    await (await startRegistry(from.dataDir)).close();
  });
});
