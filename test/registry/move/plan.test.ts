import { expect, test } from 'vitest';
import { copiedAfter, copiedBefore, ownTables, rebuiltTables, replayedTables } from '../../../registry/move/plan.ts';
import { migratedTables } from '../migrated-tables.ts';

const copied = [...copiedBefore, ...copiedAfter];
const answered = [...ownTables, ...replayedTables, ...copied.map(({ name }) => name), ...rebuiltTables];

test.each(['sqlite', 'postgres'] as const)('every table of %s is replayed, copied, rebuilt, or a place of its own', (kind) => {
  const tables = migratedTables(kind);
  expect([...tables.keys()].sort()).toEqual([...answered].sort());
  expect(new Set(answered).size).toBe(answered.length);
  for (const { name, key } of copied) expect(`${name} by ${key.join(' ')}`).toBe(`${name} by ${tables.get(name)?.primaryKey.join(' ')}`);
});
