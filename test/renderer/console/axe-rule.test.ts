import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rulePaths, goTo, violations } from './browse.ts';
import { builtConsole } from './console-kit.ts';

/** Axe over the console's pages about people, tenants and policies, in light and dark. */
const built = builtConsole();

describe('axe finds nothing wrong', () => {
  let tab: Page;
  beforeAll(async () => {
    tab = await built.open('/');
  });
  afterAll(() => tab.close());

  for (const path of rulePaths)
    it(`at ${path.replace(/[0-9a-f]{32}/, '…')}`, async () => {
      await goTo(tab, path);
      expect(await violations(tab)).toEqual([]);
    });
});
