import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { Role } from '../../domain/people/roles.ts';
import { bundleChecker } from '../../host/cli/checker-file.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { firstAdmin, personWith, startConsole } from '../registry/console-kit.ts';
import { openBrowser } from '../renderer/page.ts';
import { buildConsole } from '../renderer/console/stand-in.ts';

let page: Awaited<ReturnType<typeof buildConsole>>;
let chromium: Chromium;

/** Each file that uses `deskOf` has a built console and a browser of its own. */
beforeAll(async () => {
  [page, chromium] = await Promise.all([buildConsole(), openBrowser()]);
});
afterAll(async () => {
  await chromium.close();
  await page.remove();
});

/** What `deskOf` has of its file: the folder of the built console, and the browser. */
export function deskParts(): { readonly folder: string; readonly chromium: Chromium } {
  return { folder: page.root, chromium };
}

/** A registry that serves the console built for this file, and a person with a role whose session a browser holds. */
export async function deskOf(role: Role): Promise<{ readonly registry: OpenRegistry; readonly tab: Page }> {
  const registry = await startConsole({ pages: { folder: page.root, index: 'console.html' }, checker: bundleChecker });
  const { browser } = await personWith(await firstAdmin(registry), [{ role }]);
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addCookies([...browser.cookies].map(([name, value]) => ({ name, value, url: registry.url })));
  const tab = await context.newPage();
  await tab.goto(registry.url);
  await tab.getByRole('heading', { name: 'Overview' }).waitFor();
  return { registry, tab };
}
