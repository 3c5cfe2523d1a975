import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureShell } from '../../build/setup/window.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const standIn = (file: string): string => fileURLToPath(new URL(`stand-in/${file}`, import.meta.url));

/** What scenario.mjs prints; the assertions below are its shape. */
type Told = Record<string, unknown>;

describe('the built main bundle under plain Node with a stand-in for Electron: this proves the wiring, not Electron', () => {
  const data = mkdtempSync(join(tmpdir(), 'custos-shell-'));
  let told: Told;

  const boot = async (env: NodeJS.ProcessEnv = {}): Promise<Told> => {
    const { stdout } = await run(
      process.execPath,
      ['--import', standIn('hooks.mjs'), standIn('scenario.mjs'), '--data', data, '--registry', 'none'],
      {
        cwd: root,
        env: { ...process.env, CUSTOS_SHELL: join(root, 'dist', 'electron'), CUSTOS_NODE: process.execPath, ...env },
        timeout: 30_000,
      },
    );
    return JSON.parse(stdout) as Told; // printed by scenario.mjs
  };

  beforeAll(async () => {
    await ensureShell();
    told = await boot();
  }, 90_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  it('opens one window with the safe options, and only on the page of its own scheme', () => {
    expect(told['options']).toMatchObject({
      webPreferences: {
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
      },
    });
    expect(told['url']).toBe('app://custos/');
    expect(told['sandboxed']).toBe(true);
    expect(told['shown']).toBe(true);
    expect(told['menu']).toBeNull();
    expect(told['schemes']).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  });

  it('denies permissions but the camera without sound, devices, new windows, guest pages, moves outside, network requests and foreign downloads', () => {
    expect(told['denied']).toEqual({
      permission: false,
      permissionCheck: false,
      camera: true,
      sound: false,
      media: false,
      device: false,
      open: 'deny',
      webview: true,
      outside: true,
      redirected: true,
      framed: true,
      inside: false,
      requests: [true, true, false],
      download: true,
    });
  });

  it('serves nothing but files of the built window, under the content security policy', () => {
    expect(told['files']).toMatchObject({ climb: 404, missing: 404, foreign: 404, posted: 404 });
    expect(told['files']).toHaveProperty('csp', expect.stringContaining("default-src 'none'"));
  });

  it('hears no forged sender, and hands the real page exactly one port', () => {
    expect(told['portsForForged']).toBe(0);
    expect(told['posted']).toEqual([{ channel: 'custos:port', message: null, ports: 1 }]);
  });

  it('has a real station answer through that port', () => {
    expect(told['view']).toMatchObject({ bays: expect.any(Number), keys: expect.arrayContaining(['bays']) });
  });

  it('comes to the front when somebody starts it a second time', () => {
    expect(told['broughtToFront']).toEqual({ restored: true, focused: true });
  });

  it('keeps the machine awake while an erase runs, and asks before it leaves one', () => {
    expect(told['awakeWhileErasing']).toEqual(['prevent-app-suspension']);
    expect(told['closeWhileErasing']).toEqual({ refused: true, asked: 1, message: '2 erases are running.', defaultId: 0 });
    expect(told['awakeAfterwards']).toEqual([]);
    expect(told['closeWhenIdle']).toBe(false);
  });

  it('lets the station close its files before it quits', () => {
    expect(told['exits']).toEqual(['quit']);
  });

  it('opens nothing when another Custos already runs', async () => {
    expect(await boot({ STAND_IN_SECOND: '1' })).toEqual({ windows: 0, exits: ['quit'] });
  });
});
