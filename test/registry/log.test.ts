import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ackKeyName } from '../../domain/ledger/ack.ts';
import { formatVkey, noteKey } from '../../domain/ledger/note.ts';
import { openKeyFile } from '../../keys/key-file.ts';
import { RegistryRefused } from '../../registry/refused.ts';
import { openSqliteStore } from '../../registry/sqlite/store.ts';
import { call, enrol, push, registryName, startRegistry, tempDir } from './kit.ts';
import { checkpointOf, fill, logSuite } from './log-suite.ts';

describe('on SQLite', () => {
  logSuite();
});

describe('one writer, one past', () => {
  test('a second registry on the same data is refused with its reason, in this process and in another', { timeout: 20_000 }, async () => {
    const dir = tempDir();
    await startRegistry(dir);
    await expect(startRegistry(dir)).rejects.toMatchObject({ name: 'RegistryRefused', code: 'in_use' });
    const script = `import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../../registry/sqlite/store.ts'))};
      try { openSqliteStore(${JSON.stringify(join(dir, 'registry.sqlite'))}); process.exit(0); } catch (cause) { process.exit(cause.code === 'in_use' ? 7 : 1); }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  test('data of another registry name is refused', async () => {
    const dir = tempDir();
    await (await startRegistry(dir)).close();
    await expect(startRegistry(dir, { name: 'custos.invalid/other' })).rejects.toBeInstanceOf(RegistryRefused);
  });

  test('no registry is founded under the name of another one’s later log; one that was founded so goes on', async () => {
    const dir = tempDir();
    const name = `${registryName}/2026`;
    await expect(startRegistry(dir, { name })).rejects.toMatchObject({ name: 'RegistryRefused', code: 'name_taken' });
    const key = (use: string) => openKeyFile(join(dir, 'keys', `${use}.json`));
    const store = openSqliteStore(join(dir, 'registry.sqlite'));
    const vkeys = {
      logVkey: formatVkey(noteKey(name, key('log').publicKey)),
      ackVkey: formatVkey(noteKey(ackKeyName(name), key('ack').publicKey)),
    };
    await store.createLog({ logId: 1, name, ...vkeys, controlKey: key('control') });
    await store.close();
    expect((await startRegistry(dir, { name })).ledger.log.name).toBe(name);
  });

  test.each(['rolled back', 'lost'])('a database %s behind the guard is found, and nothing is signed', async (how) => {
    const dir = tempDir();
    let registry = await startRegistry(dir);
    const { station } = await enrol(registry);
    await fill(registry, station, 2);
    await registry.close();
    const backup = join(dir, 'backup');
    mkdirSync(backup);
    const files = (folder: string) => readdirSync(folder).filter((name) => name.startsWith('registry.sqlite'));
    for (const name of files(dir)) copyFileSync(join(dir, name), join(backup, name));
    registry = await startRegistry(dir);
    await fill(registry, station, 2);
    await checkpointOf(registry);
    await registry.close();
    for (const name of files(dir)) rmSync(join(dir, name));
    if (how === 'rolled back') for (const name of files(backup)) copyFileSync(join(backup, name), join(dir, name));

    registry = await startRegistry(dir);
    expect(registry.ledger.integrator.alarm()).toBe('log_rollback');
    const health = await fetch(`${registry.url}/v1/health`);
    expect([health.status, await health.json()]).toEqual([503, { ok: false, alarms: ['log_rollback'] }]);
    expect((await fetch(`${registry.url}/v1/log/1/checkpoint`)).status).toBe(503);
    // Also to a station that the data does not know any more: "auth" would stop it for good.
    expect(await push(registry, station, station.chain)).toMatchObject({ status: 503, code: 'read_only' });
    if (how === 'lost') return;
    expect((await call(registry, station, 'GET', `/v1/proofs/${station.chain[0]?.hash ?? ''}`)).status).toBe(503);
    // What there is can still be read, to be held against a mirror.
    expect((await call(registry, station, 'GET', '/v1/log/1/tile/entries/000.p/4')).status).toBe(200);
    expect((await call(registry, station, 'GET', '/v1/log/1/tile/entries/000.p/5')).status).toBe(404);
  });

  test('a guard file that went missing is not made anew', async () => {
    const dir = tempDir();
    await (await startRegistry(dir)).close();
    rmSync(join(dir, 'guard', 'log-1.json'));
    const registry = await startRegistry(dir);
    expect(registry.ledger.integrator.alarm()).toBe('guard_missing');
    expect(existsSync(join(dir, 'guard', 'log-1.json'))).toBe(false);
  });
});
