import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from './child.mjs';
import { programOf } from './modules.mjs';
import { say } from './say.mjs';

/** Long enough for a working line, short enough that a newcomer without one is not kept waiting. */
const downloadMs = 45 * 1000;

const fileNames = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };

/** The Electron binary: ELECTRON_OVERRIDE_DIST_PATH first, else the one the electron package holds. */
export function electronBinary() {
  const name = fileNames[process.platform] || 'electron';
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const path = override ? join(override, name) : join(programOf('electron/dist'), name);
  return existsSync(path) ? path : undefined;
}

/** Lets the electron package fetch its binary, once, with a limit. */
export async function downloadElectron() {
  const { version } = JSON.parse(readFileSync(programOf('electron/package.json'), 'utf8'));
  say(`fetching Electron ${version} for the desktop window`);
  await attempt(process.execPath, [programOf('electron/install.js')], { timeoutMs: downloadMs });
  return electronBinary();
}
