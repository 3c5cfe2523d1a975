import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../page.ts';
import { subjectOf } from '../scenes.ts';
import { goTo, openAt, paths, violations } from './browse.ts';
import { consoleScenes } from './scenes.ts';
import { buildConsole, standInRegistry, type StandIn } from './stand-in.ts';

/** Axe over every page of the built console in a real Chromium, in light and dark. */
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

describe('axe finds nothing wrong', () => {
  let tab: Page;
  beforeAll(async () => {
    registry.use(consoleScenes.full);
    tab = await openAt(browser, registry.address, '/');
  });
  afterAll(() => tab.close());

  for (const path of paths)
    it(`at ${path.replace(/[0-9a-f]{32}/, '…')}`, async () => {
      await goTo(tab, path);
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
