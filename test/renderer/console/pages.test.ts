import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../page.ts';
import { subjectOf } from '../scenes.ts';
import { goTo, openAt, paths, settled } from './browse.ts';
import { consoleScenes } from './scenes.ts';
import { buildConsole, standInRegistry, type StandIn } from './stand-in.ts';

/** Every page of the built console in a real Chromium, over answers that fit the contract. */
let page: Awaited<ReturnType<typeof buildConsole>>;
let browser: Browser;
let registry: StandIn;

beforeAll(async () => {
  [page, browser] = await Promise.all([buildConsole(), openBrowser()]);
  registry = await standInRegistry(page.root);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await registry.close();
  await page.remove();
});

describe('no page scrolls to the side', () => {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 },
    { width: 390, height: 844 },
  ])
    it(`at ${viewport.width} × ${viewport.height}`, async () => {
      registry.use(consoleScenes.full);
      const tab = await browser.newPage({ viewport });
      await tab.goto(registry.address);
      await settled(tab);
      const wide: string[] = [];
      for (const path of paths) {
        await goTo(tab, path);
        const over = await tab.evaluate(() =>
          [document.documentElement, document.querySelector('.console-work')].some(
            (part) => part !== null && part.scrollWidth > part.clientWidth,
          ),
        );
        if (over) wide.push(path);
      }
      expect(wide).toEqual([]);
      await tab.close();
    });
});

it('shows in the menu what the roles open, and nothing else', async () => {
  registry.use(consoleScenes.technician);
  const tab = await openAt(browser, registry.address, '/');
  expect(await tab.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual(
    ['Overview', 'Drives', 'Overdue\n17', 'Log', 'Policies'].map((text) => expect.stringContaining(text.split('\n')[0] ?? '')),
  );
  await tab.evaluate(() => (location.hash = '/people'));
  await tab.getByText('This page needs a role that you do not hold.').waitFor();
  expect(registry.asked.filter(({ id }) => id === 'people.list')).toEqual([]);
  await tab.close();
});

it('prints a life without what can be pressed, every line and hash in full', async () => {
  registry.use(consoleScenes.full);
  const tab = await openAt(browser, registry.address, `/drive/${subjectOf(1)}`);
  await tab.emulateMedia({ media: 'print' });
  expect(await tab.getByRole('button', { includeHidden: false }).count()).toBe(0);
  expect(await tab.locator('.story-hash').first().isVisible()).toBe(true);
  const { clipped, lines } = await tab.evaluate(() => ({
    clipped: getComputedStyle(document.querySelector('.console-work') ?? document.body).overflowY,
    lines: document.querySelectorAll('.story-line').length,
  }));
  expect(clipped).toBe('visible');
  expect(lines).toBe(10);
  await tab.close();
});
