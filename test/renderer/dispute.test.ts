import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scanner } from '../kit/scanner.ts';
import { buildPage, openBrowser, servePage } from './page.ts';
import { subjectOf } from './scenes.ts';
import { type Heard, standInStation } from './stand-in-station.ts';

/** The sheets that settle a dispute, in a real Chromium, with a stand-in for the station behind its bridge. */
let page: Awaited<ReturnType<typeof buildPage>>;
let server: Awaited<ReturnType<typeof servePage>>;
let browser: Browser;

beforeAll(async () => {
  [page, browser] = await Promise.all([buildPage(), openBrowser()]);
  server = await servePage(page.root);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await page.remove();
});

async function open(step = ''): Promise<{ readonly tab: Page; readonly heard: Heard }> {
  const standing = standInStation('ready');
  server.use(standing);
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await tab.goto(`${server.address}/#/drive/${subjectOf(6)}${step}`);
  await tab.getByText('In dispute').waitFor();
  return { tab, heard: standing.heard };
}

it('a supervisor settles a dispute by card and keyboard, and only when holder and reason are given', async () => {
  const { tab, heard } = await open();
  await scanner(tab).scan('CU-C-RESOLVE');
  const sheet = tab.getByRole('dialog', { name: 'Settle the dispute' });
  await sheet.waitFor();
  const settle = sheet.getByRole('button', { name: 'Settle it' });
  expect(await settle.isDisabled()).toBe(true);
  const pick = async (group: string, presses: number): Promise<void> => {
    await sheet.getByRole('radiogroup', { name: group }).getByRole('radio').first().focus();
    await tab.keyboard.press('Space');
    for (let press = 0; press < presses; press++) await tab.keyboard.press('ArrowRight');
  };
  await pick('Which of them', 0);
  await sheet.getByText('neither knew of the other').waitFor();
  await pick('Who has it after all', 1);
  expect(await sheet.getByRole('radio', { name: 'Technician 1, Hall 9' }).isChecked()).toBe(true);
  expect(await settle.isDisabled()).toBe(true);
  await pick('How you know', 0);
  await expect.poll(() => settle.isDisabled()).toBe(false);
  await scanner(tab).scan('CU-C-RESOLVE');
  await sheet.waitFor({ state: 'detached' });
  expect(heard.calls).toEqual(['resolve']);
  await tab.close();
});

it('one step is let through only with a reason and a witness of their own', async () => {
  const { tab, heard } = await open('/override');
  const sheet = tab.getByRole('dialog', { name: 'Let one step through' });
  await sheet.waitFor();
  const allow = sheet.getByRole('button', { name: 'Let it through' });
  await sheet.getByRole('radio', { name: 'Destroy it' }).focus();
  await tab.keyboard.press('Space');
  await sheet.getByRole('textbox', { name: 'Why' }).fill('Both of us stand before it');
  expect(await allow.isDisabled()).toBe(true);
  await scanner(tab).scan('CU-B-7K2M9Q4X');
  await sheet.getByText('Badge read').waitFor();
  await sheet.getByRole('textbox', { name: 'PIN' }).fill('135790');
  await expect.poll(() => allow.isDisabled()).toBe(false);
  await scanner(tab).scan('CU-C-OVERRIDE');
  await sheet.waitFor({ state: 'detached' });
  expect(heard.calls).toEqual(['override']);
  await tab.close();
});

it('axe finds nothing wrong with the page and its sheets, in light and dark', async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const step of ['', '/resolve', '/override']) {
    const { tab } = await open(step);
    await tab.evaluate(axe);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme });
      const found = await tab.evaluate(
        (options) =>
          (
            globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string }[]; passes: unknown[] }> } }
          ).axe.run(options), // axe puts itself there
        // What is not about colour is the same in both.
        colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {},
      );
      expect(found.passes.length).toBeGreaterThan(0);
      expect(found.violations.map(({ id }) => id)).toEqual([]);
    }
    await tab.close();
  }
});
