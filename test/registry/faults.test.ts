import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { consistencyProof, verifyConsistency } from '../../domain/ledger/tree.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { randomBytes } from '../../keys/random.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import { withTiles } from '../../registry/ledger/integrator.ts';
import type { Guard } from '../../registry/ports.ts';
import type { BuiltRegistry } from '../../registry/registry.ts';
import { buildRegistry } from '../../registry/registry.ts';
import { openSqliteStore } from '../../registry/sqlite/store.ts';
import type { RegistryStore } from '../../registry/store.ts';
import { noteKey, registryName, tempDir, verifier } from './kit.ts';

const signers = { log: generateSigner(), ack: generateSigner(), control: generateSigner() };
const logKey = noteKey(registryName, signers.log.publicKey);

interface Faults {
  readonly store?: (store: RegistryStore) => RegistryStore;
  readonly guard?: (guard: Guard) => Guard;
}

async function start(dir: string, faults: Faults = {}): Promise<BuiltRegistry & { readonly store: RegistryStore }> {
  const sqlite = openSqliteStore(join(dir, 'registry.sqlite'));
  const store = faults.store?.(sqlite) ?? sqlite;
  const guard = openGuardFile(join(dir, 'guard.json'));
  const built = await buildRegistry({
    name: registryName,
    store,
    keys: { ...signers, verifier },
    guard: faults.guard?.(guard) ?? guard,
    clock: { nowMs: () => 1_700_000_000_000, monoMs: () => 0, boot: 'b1' },
    after: () => () => undefined,
    randomBytes,
    report: () => undefined,
    checkpointDelayMs: 0,
  });
  onTestFinished(async () => {
    await built.app.close();
    await sqlite.close();
  });
  return { ...built, store: sqlite };
}

/** One more entry and a checkpoint over it, if one can be had. */
async function grow(registry: BuiltRegistry): Promise<Checkpoint | undefined> {
  await registry.ledger.control.write({ type: 'policy.set', body: { id: 'p', version: 1, hash: nothingSeen.root } });
  await registry.ledger.integrator.settle();
  const note = registry.ledger.integrator.published()?.note;
  return note === undefined ? undefined : openCheckpoint(note, logKey, verifier);
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('missing');
  return value;
}

/** Fails on the call number `at`, before or after the real thing has happened. */
function failing<Args extends unknown[], Result>(at: number, kept: boolean, real: (...args: Args) => Result): (...args: Args) => Result {
  let calls = 0;
  return (...args) => {
    calls++;
    if (calls !== at) return real(...args);
    if (kept) real(...args);
    throw new Error('disk');
  };
}

const faults = (at: number): readonly (readonly [string, Faults])[] => [
  ['the checkpoint is not saved', { store: (store) => ({ ...store, saveCheckpoint: failing(at, false, store.saveCheckpoint) }) }],
  [
    'the checkpoint is saved but the answer is lost',
    { store: (store) => ({ ...store, saveCheckpoint: failing(at, true, store.saveCheckpoint) }) },
  ],
  ['the guard is not replaced', { guard: (guard) => ({ ...guard, replace: failing(at + 1, false, guard.replace) }) }],
  ['the guard is replaced but the answer is lost', { guard: (guard) => ({ ...guard, replace: failing(at + 1, true, guard.replace) }) }],
];

// The first guard write of a new log is for size 0, so call at + 1 of the guard belongs to call at of the store.
test.each([2, 3, 5].flatMap((at) => faults(at).map(([name, fault]) => [at, name, fault] as const)))(
  'at checkpoint %d, %s: nothing is signed that a restart takes back',
  async (at, _name, fault) => {
    const dir = tempDir();
    const first = await start(dir, fault);
    const released: Checkpoint[] = [must(openCheckpoint(must(first.ledger.integrator.published()).note, logKey, verifier))];
    for (let i = 2; i < at; i++) released.push(must(await grow(first)));
    expect(await grow(first)).toBeUndefined();
    expect(first.ledger.integrator.alarm()).toBe('signing_failed');
    // Nothing is tried again on a guess of what is on the disk.
    expect(await grow(first)).toBeUndefined();
    await first.app.close();

    const next = await start(dir);
    expect(next.ledger.integrator.alarm()).toBeUndefined();
    const newest = must(await grow(next));
    expect(newest.size).toBe(at + 2);
    for (const older of released) {
      const proof = must(await withTiles(next.store, newest.size, (node) => consistencyProof(older.size, newest.size, node)));
      expect(verifyConsistency({ from: older.size, fromRoot: older.root, to: newest.size, toRoot: newest.root, proof })).toBe(true);
    }
  },
);

test('a signature is never released before its tree head is in the guard', async () => {
  const out: { size?: () => number } = {};
  let guarded = 0;
  const registry = await start(tempDir(), {
    guard: (guard) => ({
      ...guard,
      replace(record) {
        // What is out already is never larger than what the guard held before this call.
        if (out.size !== undefined) expect(out.size()).toBe(guarded);
        guard.replace(record);
        guarded = record.size;
      },
    }),
  });
  out.size = () => registry.ledger.integrator.published()?.size ?? -1;
  for (let i = 0; i < 4; i++) expect((await grow(registry))?.size).toBe(guarded);
});

test('tiles that no longer give the signed root stop the log', async () => {
  const dir = tempDir();
  const registry = await start(dir);
  await grow(registry);
  await registry.app.close();
  const { openDatabase } = await import('../../registry/sqlite/open.ts');
  const database = openDatabase(join(dir, 'registry.sqlite'));
  database.exec('UPDATE tiles SET bytes = zeroblob(length(bytes)) WHERE level = 0');
  database.close();
  expect((await start(dir)).ledger.integrator.alarm()).toBe('log_damaged');
});

test('a database of a newer version, of another program, or with a changed step is refused and left as it is', async () => {
  const { openDatabase } = await import('../../registry/sqlite/open.ts');
  const { default: Database } = await import('better-sqlite3');
  const path = join(tempDir(), 'registry.sqlite');
  openDatabase(path).close();
  const change = (sql: string) => {
    const raw = new Database(path);
    raw.exec(sql);
    raw.close();
  };
  openDatabase(path).close();
  change("UPDATE migrations SET hash = 'x'");
  expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'changed_migration' }));
  change("INSERT INTO migrations VALUES (9990, '9990-later.sql', 'y')");
  change('DELETE FROM migrations WHERE id < 9990');
  expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'from_the_future' }));
  change('PRAGMA application_id = 7');
  expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'not_a_registry' }));
});
