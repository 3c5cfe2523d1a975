import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** No sandbox of its own (tests run as root in containers), and no word to the network that nobody asked for. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // A picture that moves, instead of whatever camera this machine has.
  '--use-fake-device-for-media-stream',
];

/**
 * The Chromium that the tests use: the one `npm test` chose (CUSTOS_CHROMIUM), else the system's, else Playwright's.
 *
 * @throws when there is none, with what to do
 */
export function chromiumPath(): string {
  const folders = (process.env['PATH'] ?? '').split(':');
  const system = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const candidates = [process.env['CUSTOS_CHROMIUM'], ...system, chromium.executablePath()];
  const found = candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found === undefined)
    throw new Error('There is no Chromium for this test. Run `npm test`, which installs one, or set CUSTOS_CHROMIUM.');
  return found;
}

/** Starts a headless Chromium; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: flags });
}
