import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { _electron } from 'playwright-core';
import { ensureShell, ensureWindow } from '../../build/setup/window.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names: Readonly<Record<string, string>> = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules', 'electron', 'dist');
const binary = join(folder, names[process.platform] ?? 'electron');

function whyNot(): string | undefined {
  if (!existsSync(binary))
    return 'there is no Electron binary: set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron, or run `npx install-electron`';
  const display = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  return display ? undefined : 'there is no display: set DISPLAY, for instance under xvfb-run';
}

it('opens the real Electron window on a station of its own, sandboxed and joined by one port', async (ctx) => {
  const reason = whyNot();
  ctx.skip(reason !== undefined, reason);
  await ensureWindow();
  await ensureShell();
  const data = mkdtempSync(join(tmpdir(), 'custos-electron-'));
  const app = await _electron.launch({
    executablePath: binary,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, '--data', data, '--registry', 'none'],
    env: { ...definedEnv(), CUSTOS_NODE: process.execPath },
  });
  try {
    const page = await app.firstWindow();
    await page.waitForLoadState('domcontentloaded');
    expect(page.url()).toBe('app://custos/');
    expect(await page.evaluate(() => ['require', 'process', 'module', 'ipcRenderer'].filter((name) => name in globalThis))).toEqual([]);
    // The first view has come through the port once the page draws anything but its empty root.
    await page.waitForFunction(() => (document.querySelector('#window')?.children.length ?? 0) > 0);
    await page.evaluate(() => void window.open('https://example.com/'));
    await page.evaluate(() => window.location.assign('https://example.com/')).catch(() => undefined);
    expect(page.url()).toBe('app://custos/');
    expect(app.windows()).toHaveLength(1);
  } finally {
    await app.close();
    rmSync(data, { recursive: true, force: true });
  }
});

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
