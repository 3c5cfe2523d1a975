import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openBrowser } from '../page.ts';
import { openAt } from './browse.ts';
import { consoleScenes } from './scenes.ts';
import { buildConsole, standInRegistry, type StandIn } from './stand-in.ts';

export interface BuiltConsole {
  readonly browser: () => Browser;
  readonly registry: () => StandIn;
  /** Opens a page of the console over all that there is to show; `vkey` is the log key that the browser trusts. */
  open(path: string, vkey?: string): Promise<Page>;
  /** Opens a page over what the stand-in answers already. */
  openAsIs(path: string, vkey?: string): Promise<Page>;
}

/** The built console in a real Chromium, over a registry that answers from a scene. Once a file, at its head. */
export function builtConsole(): BuiltConsole {
  let page: Awaited<ReturnType<typeof buildConsole>>;
  let browser: Browser;
  let registry: StandIn;
  beforeAll(async () => {
    [page, browser] = await Promise.all([buildConsole(), openBrowser()]);
    registry = await standInRegistry(page.root);
  });
  afterAll(async () => {
    await browser.close();
    await registry.close();
    await page.remove();
  });
  const openAsIs = (path: string, vkey?: string): Promise<Page> => openAt(browser, registry.address, path, vkey);
  return {
    browser: () => browser,
    registry: () => registry,
    openAsIs,
    open(path, vkey) {
      registry.use(consoleScenes.full);
      return openAsIs(path, vkey);
    },
  };
}
