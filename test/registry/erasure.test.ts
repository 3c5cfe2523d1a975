import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { enrol, startRegistry, taken, tempDir } from './kit.ts';
import { eraseValues } from '../../registry/ledger/erasure.ts';
import { personalValue, erasureSuite, sendSealed, sealedEntry } from './erasure-suite.ts';

describe('on SQLite', () => {
  erasureSuite();

  test('an erased value stands in no file of the registry any more', async () => {
    const dir = tempDir();
    const registry = await startRegistry(dir);
    const { station } = await enrol(registry);
    const entry = sealedEntry(station);
    taken(await sendSealed(registry, station, entry));
    const found = () =>
      readdirSync(dir)
        .filter((name) => name.startsWith('registry.sqlite'))
        .filter((name) => readFileSync(join(dir, name)).includes(personalValue));
    expect(found()).not.toEqual([]);
    expect(await eraseValues(registry.ledger, { event: entry.hash, fields: ['host'], ground: 'order' })).toMatchObject({ kind: 'done' });
    expect(found()).toEqual([]);
  });
});
