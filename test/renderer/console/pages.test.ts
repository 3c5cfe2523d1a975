import { expect, it } from 'vitest';
import { subjectOf } from '../scenes.ts';
import { builtConsole } from './console-kit.ts';
import { consoleScenes } from './scenes.ts';

/** Every page of the built console in a real Chromium, over answers that fit the contract. */
const built = builtConsole();

it('shows in the menu what the roles open, and nothing else', async () => {
  built.registry().use(consoleScenes.technician);
  const tab = await built.openAsIs('/');
  expect(await tab.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual(
    ['Overview', 'Drives', 'Overdue\n17', 'Log', 'Firmware', 'Re-checks', 'Policies'].map((text) =>
      expect.stringContaining(text.split('\n')[0] ?? ''),
    ),
  );
  await tab.evaluate(() => (location.hash = '/people'));
  await tab.getByText('This page needs a role that you do not hold.').waitFor();
  expect(built.registry().asked.filter(({ id }) => id === 'people.list')).toEqual([]);
  await tab.close();
});

it('prints a life without what can be pressed, every line and hash in full', async () => {
  built.registry().use(consoleScenes.full);
  const tab = await built.openAsIs(`/drive/${subjectOf(1)}`);
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
