import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openApi } from '../../../contract/openapi.ts';
import { saidAndDone } from '../../../host/cli/faults.ts';
import { registryCommand } from '../../../host/cli/registry.ts';
import { readKeyFile } from '../../../keys/key-file.ts';
import { parseNamedWitness } from '../../../registry/witness/asker.ts';

/** Runs the command in this process, as the program does, and keeps what it says. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const said = { out: '', err: '' };
  const keep = (to: keyof typeof said) => (chunk: string | Uint8Array) => {
    said[to] += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('err')),
  ];
  try {
    const code = await saidAndDone(() => registryCommand().parseAsync([...args], { from: 'user' }));
    return { ...said, code };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

describe('commands that start nothing', () => {
  it('print the settings in force and hide secrets', async () => {
    const { code, out, err } = await run(['config', '--port', '81'], { DATABASE_URL: 'postgres://registry:hush@db.invalid/custos' });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^port = 81 {4}# --port$/m);
    expect(out).toMatch(/^# database is set and hidden {4}# DATABASE_URL$/m);
    expect(out).not.toContain('hush');
  });

  it('say what is misspelt in one line, and exit with 1', async () => {
    const { code, out, err } = await run(['config'], { CUSTOS_REGISTRY_PROT: '81' });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^The variable CUSTOS_REGISTRY_PROT .* Did you mean CUSTOS_REGISTRY_PORT\?\n$/);
  });

  it('print the key that other registries know this witness by, the same at each call', async () => {
    const data = mkdtempSync(join(tmpdir(), 'custos-witness-'));
    onTestFinished(() => {
      rmSync(data, { recursive: true, force: true });
    });
    const args = ['witness-key', '--name', 'a.example/one', '--data', data];
    const { code, out } = await run(args);
    expect(code).toBe(0);
    expect(parseNamedWitness(out.trim())?.key.name).toBe('a.example/one/witness');
    expect((await run(args)).out).toBe(out);
    const kept = readKeyFile(join(data, 'keys', 'witness.json'));
    expect(parseNamedWitness(out.trim())?.key.publicKey).toEqual(kept.publicKey);
  });

  it('print the OpenAPI document', async () => {
    expect(JSON.parse((await run(['openapi'])).out)).toEqual(JSON.parse(JSON.stringify(openApi())));
  });
});
