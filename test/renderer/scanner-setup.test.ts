import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { layoutCode } from '../../domain/label/layout-check.ts';
import { findingWords, scannerWords } from '../../renderer/words/scanners.ts';
import { scanner } from '../kit/scanner.ts';
import { buildPage, openBrowser, servePage } from './page.ts';
import { standInStation } from './stand-in-station.ts';

/** The scanner page in a real Chromium: its code is read off the screen, and scans are judged in words. */
let page: Awaited<ReturnType<typeof buildPage>>;
let server: Awaited<ReturnType<typeof servePage>>;
let browser: Browser;
let standing: ReturnType<typeof standInStation>;

beforeAll(async () => {
  [page, browser] = await Promise.all([buildPage(), openBrowser()]);
  server = await servePage(page.root);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await page.remove();
});

async function open(path: string): Promise<Page> {
  standing = standInStation('ready');
  server.use(standing);
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await tab.goto(`${server.address}/#${path}`);
  await tab.waitForSelector('main:not(.waiting)');
  return tab;
}

const german = 'CUßLßaqwyzmAY10-?+öEND7';

describe('the check', () => {
  it('stands on the screen as a code that reads back to the last character, GS included', async () => {
    const tab = await open('/scanners');
    await tab.waitForSelector('.barcode svg');
    const png = await tab.locator('.barcode').first().screenshot();
    const root = createRequire(import.meta.url).resolve('zxing-wasm/reader');
    const wasm = await readFile(
      join(root.replace(/node_modules[\\/]zxing-wasm[\\/].*$/, ''), 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm'),
    );
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
    const [read] = await readBarcodes(new Uint8Array(png), { formats: ['Code128'], textMode: 'Plain' });
    expect(read?.text).toBe(layoutCode);
    await tab.close();
  });

  it('says what a keyboard scanner with a German keyboard and no GS makes of it, and what to change', async () => {
    const tab = await open('/scanners');
    await scanner(tab).scan(german);
    await tab.waitForSelector('.check-verdict.tone-stopped');
    const said = await tab.locator('.check-verdict').innerText();
    expect(said).toContain(scannerWords.bad);
    expect(said).toContain(findingWords({ kind: 'layout', keyboard: 'qwertz', swapped: [] }).what);
    expect(said).toContain(findingWords({ kind: 'gs', how: 'lost' }).what);
    expect(said).toContain('z → y');
    expect(said).toContain(german);
    expect(standing.heard.scans).toEqual([]);
    await tab.close();
  });

  it('misses the suffix of a scanner that sends none', async () => {
    const tab = await open('/scanners');
    await scanner(tab).scan(layoutCode.replace('\u001d', ''), 'none');
    await tab.waitForSelector('.check-findings');
    expect(await tab.locator('.check-findings').innerText()).toContain(findingWords({ kind: 'no_suffix' }).what);
    await tab.close();
  });

  it('leaves another code alone, and a command card to whom it belongs', async () => {
    const tab = await open('/scanners');
    await scanner(tab).scan('ZL2A9K7M');
    await tab.locator('.check-word', { hasText: scannerWords.notCheck }).waitFor();
    expect(standing.heard.scans).toEqual([]);
    await scanner(tab).scan('CU-C-SIGNOUT');
    await expect.poll(() => standing.heard.scans.length + standing.heard.calls.length).toBe(1);
    await tab.close();
  });
});

describe('a scanner that is no keyboard', () => {
  it('is judged on this page by the same words, without a suffix to miss', async () => {
    const tab = await open('/scanners');
    standing.read({ text: layoutCode, source: 'hid_pos', device: 'Honeywell 3320G', aim: ']C0' });
    await tab.waitForSelector('.check-verdict.tone-proven');
    const said = await tab.locator('.check-verdict').innerText();
    expect(said).toContain(scannerWords.good);
    expect(said).toContain('Honeywell 3320G');
    expect(said).toContain(']C0CU-L-aqwzymAZ10/_];<GS>END7');
    await tab.close();
  });

  it('goes to the station from any other page, as a keyboard scan does', async () => {
    const tab = await open('/');
    standing.read({ text: 'ZL2A9K7M', source: 'hid_pos', device: 'Honeywell 3320G', aim: ']C0' });
    await expect.poll(() => standing.heard.scans).toEqual(['ZL2A9K7M']);
    await tab.close();
  });

  it('presses a button whose card it reads, and the identifier before a keyboard scan does not hide the card', async () => {
    const tab = await open('/');
    await tab.getByRole('button', { name: 'Start the erase' }).waitFor();
    standing.read({ text: 'CU-C-START', source: 'serial', device: 'Gryphon' });
    await expect.poll(() => standing.heard.calls).toEqual(['start']);
    // Until the answer is there the button cannot be pressed, and its card presses nothing.
    await tab.locator('button:enabled', { hasText: 'Start the erase' }).first().waitFor();
    await scanner(tab).scan(']C0CU-C-START');
    await expect.poll(() => standing.heard.calls.length).toBe(2);
    expect(standing.heard.scans).toEqual([]);
    await tab.close();
  });

  it('is chosen from the list when it is a serial port', async () => {
    const tab = await open('/scanners');
    await tab.getByRole('button', { name: `${scannerWords.use}, USB serial board` }).click();
    await expect.poll(() => standing.heard.calls).toEqual(['use']);
    await tab.close();
  });
});
