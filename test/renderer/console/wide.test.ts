import { describe, expect, it } from 'vitest';
import { drivePaths, goTo, ledgerPaths, rulePaths, settled } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { consoleScenes } from './scenes.ts';

/** Every page of the built console at the width of a desk, a small window and a phone. */
const built = builtConsole();

describe('no page scrolls to the side', () => {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 },
    { width: 390, height: 844 },
  ])
    it(`at ${viewport.width} × ${viewport.height}`, async () => {
      built.registry().use(consoleScenes.full);
      const tab = await built.browser().newPage({ viewport });
      await tab.goto(built.registry().address);
      await settled(tab);
      const wide: string[] = [];
      for (const path of [...drivePaths, ...ledgerPaths, ...rulePaths]) {
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
