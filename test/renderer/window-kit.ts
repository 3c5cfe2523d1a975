import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { buildPage, openBrowser, servePage } from './page.ts';
import { scenes, type SceneName } from './scenes.ts';
import { type Heard, standInStation } from './stand-in-station.ts';

export interface BuiltWindow {
  readonly browser: () => Browser;
  readonly server: () => Awaited<ReturnType<typeof servePage>>;
  /** Opens the window over a scene, each time with a station of its own, and waits until the station has answered. */
  open(scene: SceneName, path?: string): Promise<{ readonly tab: Page; readonly heard: Heard; show(scene: SceneName): void }>;
}

/** The built window in a real Chromium, with a stand-in for the station behind its bridge. Once a file, at its head. */
export function builtWindow(): BuiltWindow {
  let page: Awaited<ReturnType<typeof buildPage>>;
  let server: Awaited<ReturnType<typeof servePage>>;
  let browser: Browser;
  beforeAll(async () => {
    [page, browser] = await Promise.all([buildPage(), openBrowser()]);
    server = await servePage(page.root);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await page.remove();
  });
  return {
    browser: () => browser,
    server: () => server,
    async open(scene, path = '/') {
      const standing = standInStation(scene);
      server.use(standing);
      const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await tab.goto(`${server.address}/#${path}`);
      await tab.waitForSelector('main:not(.waiting)');
      return { tab, heard: standing.heard, show: (next) => standing.show(scenes[next]) };
    },
  };
}
