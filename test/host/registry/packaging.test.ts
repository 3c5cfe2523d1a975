import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSettings } from '../../../host/registry/read-settings.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const unit = readFileSync(join(root, 'packaging', 'registry', 'custos-registry.service'), 'utf8');
const container = readFileSync(join(root, 'packaging', 'registry', 'Containerfile'), 'utf8');

/** Values of a key, in order. */
function valuesOf(text: string, line: RegExp): readonly string[] {
  return [...text.matchAll(line)].map(([, value = '']) => value);
}

const hasAnalyzer = spawnSync('systemd-analyze', ['--version']).status === 0;

/** The unit with paths of this machine in place of those of an installation. */
function unitHere(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-unit-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'custos-registry.service');
  writeFileSync(file, unit.replaceAll('/usr/bin/node', process.execPath).replaceAll('/opt/custos', root));
  return file;
}

describe('the systemd unit', () => {
  it('is one that systemd understands', (ctx) => {
    ctx.skip(!hasAnalyzer, 'no systemd-analyze here');
    const said = spawnSync('systemd-analyze', ['verify', '--recursive-errors=no', unitHere()], { encoding: 'utf8' });
    expect([said.status, said.stdout, said.stderr]).toEqual([0, '', '']);
  });

  it('leaves the service little of the machine: at most 1.5 of 10 by systemd’s own measure', (ctx) => {
    ctx.skip(!hasAnalyzer, 'no systemd-analyze here');
    const said = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', '--threshold=15', unitHere()], {
      encoding: 'utf8',
    });
    expect(said.status, said.stdout.split('\n').at(-2)).toBe(0);
  });

  it('starts a program that is there, with settings that exist', () => {
    const [start = ''] = valuesOf(unit, /^ExecStart=(.*)$/gm);
    const [, program = '', ...words] = start.split(' ');
    expect(existsSync(program.replace('/opt/custos', root))).toBe(true);
    expect(words).toEqual(['registry', '--config', '%d/registry.toml']);
    const env = Object.fromEntries(valuesOf(unit, /^Environment=(.*)$/gm).map((each) => each.split('=')));
    expect(readSettings({ flags: {}, env }).values).toMatchObject({ data: '%S/custos-registry', guard: '%S/custos-registry-guard' });
    const kept = valuesOf(unit, /^StateDirectory=(.*)$/gm).flatMap((each) => each.split(' '));
    expect(kept).toEqual(['custos-registry', 'custos-registry-guard']);
  });

  it('gives the registry longer to stop than the registry takes', () => {
    const [seconds] = valuesOf(unit, /^TimeoutStopSec=(\d+)$/gm);
    expect(Number(seconds)).toBeGreaterThan(readSettings({ flags: {}, env: {} }).values.shutdown_seconds);
  });
});

describe('the Containerfile', () => {
  it('names settings and files that exist', () => {
    const env = Object.fromEntries(valuesOf(container, /^ENV (CUSTOS_\S+)$/gm).map((each) => each.split('=')));
    expect(readSettings({ flags: {}, env }).from).toMatchObject({ host: 'CUSTOS_REGISTRY_HOST', port: 'CUSTOS_REGISTRY_PORT' });
    const named = valuesOf(container, /\b((?:build|host)\/[\w./-]+\.ts)\b/g);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('runs on the version of Node that the project asks for', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } };
    const versions = valuesOf(container, /^FROM docker\.io\/library\/node:(\d+)/gm);
    expect(versions.map((version) => `>=${version}`)).toEqual([engines.node, engines.node]);
  });
});
