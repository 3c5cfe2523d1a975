import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureShell, ensureWindow } from '../../build/setup/window.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const config = join(root, 'build', 'electron-builder.json5');
const require = createRequire(import.meta.url);

function readConfig(): Record<string, unknown> {
  const json5: { parse(text: string): Record<string, unknown> } = require('json5'); // electron-builder's own reader
  const { $schema: _schema, ...given } = json5.parse(readFileSync(config, 'utf8'));
  return given;
}

/** Where @electron/fuses looks for its switches inside a binary, and the states it finds: all off. */
const fuseWire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('000000000')]);
const on = '1'.charCodeAt(0);
const off = '0'.charCodeAt(0);

describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'custos-package-'));
  const unpacked = join(folder, 'out', 'linux-unpacked');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has a configuration that electron-builder itself accepts, and refuses with one wrong key', async () => {
    const validate: { validateConfiguration(given: unknown, log: unknown): Promise<void> } = require(
      join(root, 'node_modules/app-builder-lib/out/util/config/config.js'),
    );
    const { DebugLogger }: { DebugLogger: new (enabled: boolean) => unknown } = require('builder-util');
    const given = readConfig();
    await expect(validate.validateConfiguration(given, new DebugLogger(false))).resolves.toBeUndefined();
    await expect(validate.validateConfiguration({ ...given, npmRebuilt: false }, new DebugLogger(false))).rejects.toThrow('npmRebuilt');
  });

  describe('made on a stub of Electron: this proves its content, not that it starts', () => {
    const reason = process.platform === 'linux' && process.arch === 'x64' ? undefined : 'the stub is made for Linux on x64';
    let inside: readonly string[];

    beforeEach((ctx) => ctx.skip(reason !== undefined, reason));
    beforeAll(async () => {
      if (reason !== undefined) return;
      await ensureWindow();
      await ensureShell();
      await run(
        process.execPath,
        [join(root, 'node_modules/electron-builder/cli.js'), '--linux', 'dir', '--x64', '--publish', 'never', '--config', stubbed()],
        {
          cwd: root,
          env: { ...process.env, CUSTOS_NODE: process.execPath },
          timeout: 80_000,
        },
      );
      inside = listPackage(join(unpacked, 'resources', 'app.asar'), { isPack: false });
    }, 180_000);

    function stubbed(): string {
      const dist = join(folder, 'electron-stub');
      mkdirSync(join(dist, 'resources'), { recursive: true });
      mkdirSync(join(dist, 'locales'));
      writeFileSync(join(dist, 'electron'), Buffer.concat([Buffer.from('#!/bin/false\n'), fuseWire]));
      chmodSync(join(dist, 'electron'), 0o755);
      for (const file of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(dist, file), '');
      writeFileSync(join(dist, 'version'), '45.4.1');
      const path = join(folder, 'builder.json');
      writeFileSync(
        path,
        JSON.stringify({ ...readConfig(), electronDist: dist, electronVersion: '45.4.1', directories: { output: join(folder, 'out') } }),
      );
      return path;
    }

    it('holds the shell and the window, and no source of ours', () => {
      for (const file of [
        '/dist/electron/main.mjs',
        '/dist/electron/preload.cjs',
        '/dist/electron/station-process.mjs',
        '/dist/renderer/index.html',
      ]) {
        expect(inside).toContain(file);
      }
      expect(inside.filter((path) => !path.startsWith('/node_modules/') && /\.tsx?$|\.map$/.test(path))).toEqual([]);
    });

    it('leaves out other platforms and what is bundled already', () => {
      const foreign = inside.filter((path) => /(darwin|win32|musl|arm64).*\.(node|dll|dylib)$/.test(path));
      expect(foreign).toEqual([]);
      expect(inside.filter((path) => /^\/node_modules\/(react|react-dom|@react-aria)\//.test(path))).toEqual([]);
    });

    it('keeps native modules, the drive helper and its Node outside of the archive', () => {
      const beside = join(unpacked, 'resources', 'app.asar.unpacked');
      expect(existsSync(join(beside, 'node_modules/better-sqlite3/prebuilds/linux-x64.node'))).toBe(true);
      expect(readdirSync(join(beside, 'dist/electron'))).toContain('hardware-helper-main.mjs');
      expect(existsSync(join(unpacked, 'resources', 'node', 'node'))).toBe(true);
    });

    it('starts its drive helper from there with the Node it carries', async () => {
      const helper = join(unpacked, 'resources', 'app.asar.unpacked', 'dist/electron/hardware-helper-main.mjs');
      const started = run(join(unpacked, 'resources', 'node', 'node'), [helper, '--spent', join(folder, 'spent')], { timeout: 20_000 });
      started.child.stdin?.end(); // a helper ends when nobody talks to it any more
      await expect(started).resolves.toBeDefined();
    });

    it('holds every package that its programs load', async () => {
      const whole = join(folder, 'extracted');
      extractAll(join(unpacked, 'resources', 'app.asar'), whole);
      const load = `for (const name of ['better-sqlite3', 'fastify', 'pdfkit', 'bwip-js/node', 'koffi', '@node-rs/argon2', 'usb', 'ws']) await import(name);
        new (await import('better-sqlite3')).default(':memory:').close();`;
      await expect(run(process.execPath, ['--input-type=module', '-e', load], { cwd: whole })).resolves.toBeDefined();
    });

    it('is fused: no run-as-node, no NODE_OPTIONS, no inspector, cookies encrypted, code only from the archive', async () => {
      const wire = await getCurrentFuseWire(join(unpacked, 'custos'));
      expect(wire).toMatchObject({
        [FuseV1Options.RunAsNode]: off,
        [FuseV1Options.EnableCookieEncryption]: on,
        [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
        [FuseV1Options.EnableNodeCliInspectArguments]: off,
        [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
        [FuseV1Options.OnlyLoadAppFromAsar]: on,
        [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
      });
    });
  });
});
