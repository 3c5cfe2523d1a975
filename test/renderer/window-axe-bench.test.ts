import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { scenes, type SceneName } from './scenes.ts';
import { builtWindow } from './window-kit.ts';

/** Axe over the bench in each of its states, in light and dark. */
const built = builtWindow();

describe('axe finds nothing wrong on the bench', () => {
  let opened: Awaited<ReturnType<typeof built.open>>;
  beforeAll(async () => {
    opened = await built.open('empty');
  });
  afterAll(() => opened.tab.close());

  for (const scene of Object.keys(scenes) as SceneName[])
    // the keys of a literal
    it(`when it is ${scene}`, async () => {
      const { tab, show } = opened;
      show(scene);
      await tab.waitForFunction(
        (bays) => document.querySelectorAll('.bay').length === bays,
        scenes[scene].station.set_up ? scenes[scene].bays.length : 0,
      );
      expect(await violations(tab)).toEqual([]);
    });
});
