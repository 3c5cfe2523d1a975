import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../page.ts';
import { subjectOf } from '../scenes.ts';
import { openAt, settled, violations } from './browse.ts';
import { conflictId, stationId } from './scene-drives.ts';
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

const paths = [
  '/',
  '/drives',
  `/drive/${subjectOf(1)}`,
  '/overdue',
  '/conflicts',
  `/conflict/${conflictId}`,
  '/exports',
  '/stations',
  `/station/${stationId}`,
  '/quarantine',
  '/log',
  '/readiness',
  '/reads',
  '/people',
  '/policies',
];

describe('axe finds nothing wrong', () => {
  let tab: Page;
  beforeAll(async () => {
    registry.use(consoleScenes.full);
    tab = await openAt(browser, registry.address, '/');
  });
  afterAll(() => tab.close());

  for (const path of paths)
    it(`at ${path.replace(/[0-9a-f]{32}/, '…')}`, async () => {
      await tab.evaluate((to) => (location.hash = to), path);
      await settled(tab);
      expect(await violations(tab)).toEqual([]);
    });

  it('at a dispute on a drive’s page, and in the sheet that closes it', async () => {
    registry.use(consoleScenes.disputed);
    const disputed = await openAt(browser, registry.address, `/drive/${subjectOf(4)}`);
    expect(await violations(disputed)).toEqual([]);
    await disputed.getByRole('button', { name: 'Close this conflict' }).click();
    await disputed.getByRole('dialog').waitFor();
    expect(await violations(disputed)).toEqual([]);
    await disputed.close();
  });

  for (const scene of ['empty', 'signedOut', 'setUp', 'noRole'] as const)
    it(`when it is ${scene}`, async () => {
      registry.use(consoleScenes[scene]);
      const other = await openAt(browser, registry.address, '/');
      expect(await violations(other)).toEqual([]);
      await other.close();
    });
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
      const wide: string[] = [];
      for (const path of paths) {
        await tab.goto(`${registry.address}/#${path}`);
        await settled(tab);
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
