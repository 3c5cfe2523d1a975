import { describe, expect, it } from 'vitest';
import { scenes, subjectOf } from './scenes.ts';
import { standInStation } from './stand-in-station.ts';
import { builtWindow } from './window-kit.ts';

/** How the built window stands in a real Chromium: sizes, movement, and what it says when nobody answers. */
const built = builtWindow();

describe('the window', () => {
  it('says calmly that the station is away, and comes back by itself with the newest view', async () => {
    const { tab } = await built.open('eight-running');
    built.server().hangUp();
    await tab.getByText('The station does not answer.').first().waitFor();
    built.server().use(standInStation('offline'));
    await tab.getByText('Offline').waitFor();
    expect(await tab.locator('.away').count()).toBe(0);
    await tab.close();
  });

  it('shows the practice frame in practice only', async () => {
    const { tab } = await built.open('practice');
    expect(await tab.locator('.practice-band').innerText()).toContain('PRACTICE');
    await tab.close();
    const real = await built.open('empty');
    expect(await real.tab.locator('.practice-band').count()).toBe(0);
    await real.tab.close();
  });

  it('has no target under 64 px on the bench, and nothing wider than the screen at 1024 by 700', async () => {
    const { tab } = await built.open('practice');
    await tab.setViewportSize({ width: 1024, height: 700 });
    const small = await tab.evaluate(() =>
      [...document.querySelectorAll('button, .top-link, .lamp, .ledger')]
        .filter((element) => element.getBoundingClientRect().height < 63.5)
        .map((element) => element.outerHTML.slice(0, 100)),
    );
    expect(small).toEqual([]);
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024);
    await tab.close();
  });

  it('moves nothing but the ring of a drive that runs without a figure', async () => {
    const { tab } = await built.open('eight-running');
    await tab.getByText('Bay 8').waitFor();
    const moving = await tab.evaluate(() =>
      document.getAnimations().map((animation) => (animation instanceof CSSAnimation ? animation.animationName : 'other')),
    );
    expect(moving).toEqual(['turn']);
    await tab.emulateMedia({ reducedMotion: 'reduce' });
    expect(await tab.evaluate(() => document.getAnimations().length)).toBe(0);
    await tab.close();
  });

  it('does not move a bay when figures change', async () => {
    const station = standInStation('eight-running');
    built.server().use(station);
    const tab = await built.browser().newPage({ viewport: { width: 1280, height: 800 } });
    await tab.goto(built.server().address);
    await tab.getByText('Bay 8').waitFor();
    const places = (): Promise<readonly string[]> =>
      tab.evaluate(() =>
        [...document.querySelectorAll('.bay, .bay-lamp, .scale, .next, .lamps')].map((element) =>
          JSON.stringify(element.getBoundingClientRect()),
        ),
      );
    const before = await places();
    const view = scenes['eight-running'];
    station.show({
      ...view,
      bays: view.bays.map((bay) =>
        bay.progress === undefined
          ? bay
          : { ...bay, progress: { ...bay.progress, done_ppm: 999_999, left_s: 359_999, bytes_per_s: 1_111_000_000 } },
      ),
    });
    await tab.getByText('99\u202f%').first().waitFor();
    expect(await places()).toEqual(before);
    await tab.close();
  });
});

describe('a dock that keeps something back', () => {
  it('is told with its grade and the reason, at its bay, on the drive’s page and among the bays', async () => {
    const { tab } = await built.open('docks');
    await expect(tab.getByRole('listitem').filter({ hasText: 'Bay 2' }).first().innerText()).resolves.toMatch(/Dock C\s+The dock cuts off/);
    await tab.goto(`${built.server().address}/#/drive/${subjectOf(5)}`);
    await tab.getByText('Clear by overwriting only.').waitFor();
    await tab.goto(`${built.server().address}/#/bays`);
    const row = tab.getByRole('row').filter({ hasText: 'Bay 4' });
    await expect(row.innerText()).resolves.toMatch(/Dock D\s+The dock does not let the drive’s own name through/);
    await tab.close();
  });
});
