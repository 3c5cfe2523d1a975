import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { wholesInLimbo } from './scenes-whole.ts';
import { containerViews, heldSubject, lotViews } from './scenes-containment.ts';
import { expectedViews } from './scenes-intake.ts';
import { subjectOf } from './scenes.ts';
import { builtWindow } from './window-kit.ts';

/** Axe over the window's other pages, in light and dark. */
const built = builtWindow();

const paths = [
  `/drive/${subjectOf(1)}`,
  `/drive/${subjectOf(4)}`,
  `/drive/${subjectOf(3)}/destroy`,
  '/drives',
  `/drive/${heldSubject}`,
  '/containers',
  ...containerViews.map(({ container }) => `/containers/${container}`),
  '/intake',
  ...expectedViews.map(({ list }) => `/intake/${list}`),
  '/labels',
  '/lots',
  '/machines',
  '/due',
  ...lotViews.map(({ container }) => `/lots/${container}`),
  '/hand-over',
  '/hand-over/shift',
  ...[containerViews[1], ...wholesInLimbo].map((view) => `/hand-over/container/${view?.container ?? ''}`),
  '/people',
  '/sync',
  '/bays',
  '/scanners',
  '/settings',
];

describe('axe finds nothing wrong', () => {
  let opened: Awaited<ReturnType<typeof built.open>>;
  beforeAll(async () => {
    opened = await built.open('ready');
  });
  afterAll(() => opened.tab.close());

  for (const path of paths)
    it(`at ${path.replace(/d1_0+/, '')}`, async () => {
      const { tab } = opened;
      await tab.evaluate((to) => (location.hash = to), path);
      await tab.locator(path.endsWith('destroy') ? '[role=dialog]' : 'main h1:not(.hidden-word)').waitFor();
      expect(await violations(tab)).toEqual([]);
    });
});
