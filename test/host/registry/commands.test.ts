import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openApi } from '../../../contract/openapi.ts';
import { main } from './run-kit.ts';

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, [main, 'registry', ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } });
}

describe('commands that start nothing', () => {
  it('print the settings in force and hide secrets', () => {
    const said = run(['config', '--port', '81'], { DATABASE_URL: 'postgres://registry:hush@db.invalid/custos' });
    expect([said.status, said.stderr]).toEqual([0, '']);
    expect(said.stdout).toMatch(/^port = 81 {4}# --port$/m);
    expect(said.stdout).toMatch(/^# database is set and hidden {4}# DATABASE_URL$/m);
    expect(said.stdout).not.toContain('hush');
  });

  it('say what is misspelt in one line, and exit with 1', () => {
    const said = run(['config'], { CUSTOS_REGISTRY_PROT: '81' });
    expect([said.status, said.stdout]).toEqual([1, '']);
    expect(said.stderr).toMatch(/^The variable CUSTOS_REGISTRY_PROT .* Did you mean CUSTOS_REGISTRY_PORT\?\n$/);
  });

  it('print the OpenAPI document', () => {
    expect(JSON.parse(run(['openapi']).stdout)).toEqual(JSON.parse(JSON.stringify(openApi())));
  });
});
