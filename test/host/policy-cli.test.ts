import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { assembleStation } from '../../host/assemble/assemble.ts';
import { nist80088r2 } from '../../domain/policy/policies/nist-800-88r2.ts';
import { policyHash } from '../../domain/policy/policy.ts';
import { quickVault } from '../kit/quick-vault.ts';

const main = resolve(import.meta.dirname, '../../host/cli/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'custos-policy-'));
const good = join(dir, 'good.json');
const bad = join(dir, 'bad.json');

function custos(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [main, 'policy', ...args], (_, out, err) => done({ code: child.exitCode ?? -1, out, err }));
  });
}

describe('custos policy', () => {
  beforeAll(() => {
    writeFileSync(good, JSON.stringify(nist80088r2));
    writeFileSync(bad, JSON.stringify({ ...nist80088r2, rules: [{ ...nist80088r2.rules[0], least: 'burn' }] }));
    return () => rmSync(dir, { recursive: true, force: true });
  });

  test('checks a draft, as JSON too', async () => {
    const { code, out } = await custos('check', good, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ id: 'nist-800-88r2', hash: policyHash(nist80088r2), warnings: [] });
  });

  test('names the key of a bad one and what to do', async () => {
    const { code, err } = await custos('check', bad);
    expect(code).toBe(1);
    expect(err).toMatch(/rules\[0\]\.least: [^]*untouched/);
  });

  test('replays on the data of a station that has erased nothing yet', async () => {
    const data = mkdtempSync(join(tmpdir(), 'custos-policy-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    const station = await assembleStation({ dataRoot: join(data, 'real'), mode: 'real', registry: 'none', vault: quickVault });
    await station.close();
    const { code, out, err } = await custos('replay', good, '--data', join(data, 'real'), '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect({ answer: JSON.parse(out) as unknown }).toMatchObject({ answer: { judged: 0, rework: [], hours: 0 } });
  });
});
