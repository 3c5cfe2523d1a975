import { describe, expect, it } from 'vitest';
import { nowMs } from '../scenes.ts';
import { builtConsole } from './console-kit.ts';
import { log, rows } from './scene-drives.ts';
import { consoleScenes } from './scenes.ts';

/** Lists that stand still, and what a page says while nobody answers. */
const built = builtConsole();

describe('a list', () => {
  it('stands still under a change, and shows the newest on asking', async () => {
    const tab = await built.open('/drives');
    await tab.getByText('Live', { exact: true }).waitFor();
    const before = await tab.getByRole('row').allInnerTexts();
    built.registry().use({ answers: { ...consoleScenes.full.answers, 'drives.find': { rows: rows.slice(40, 50) } }, log });
    built.registry().tell({ at_ms: nowMs, size: 1, what: ['drives'], subjects: [] });
    await tab.getByText('Something changed since this list was read.').waitFor();
    expect(await tab.getByRole('row').allInnerTexts()).toEqual(before);
    await tab.getByRole('button', { name: 'Show the newest' }).click();
    await tab.getByRole('link', { name: rows[40]!.serial }).waitFor();
    await tab.close();
  });

  it('goes on by key and keeps its place', async () => {
    const tab = await built.open('/drives');
    const first = await tab.getByRole('row').nth(1).innerText();
    await tab.getByRole('button', { name: 'Show more' }).click();
    await tab.waitForFunction((count) => document.querySelectorAll('tbody tr').length > count, 30);
    expect(
      built
        .registry()
        .asked.filter(({ id }) => id === 'drives.find')
        .at(-1)?.query,
    ).toMatchObject({ after: 'more', limit: '50' });
    expect(await tab.getByRole('row').nth(1).innerText()).toBe(first);
    await tab.close();
  });
});

describe('without an answer', () => {
  it('holds the place of what is read, then says what happened and what to do', async () => {
    built.registry().use(consoleScenes.full);
    built.registry().stall('people.list');
    const tab = await built.browser().newPage();
    await tab.goto(`${built.registry().address}/#/people`);
    await tab.locator('.outline').first().waitFor();
    await tab.close();
    built.registry().use(consoleScenes.full);
    built.registry().refuse('readiness.look', 'internal');
    const other = await built.openAsIs('/readiness');
    await other.locator('.refused-what', { hasText: 'Something went wrong inside the registry.' }).waitFor();
    built.registry().relent();
    await other.getByRole('button', { name: 'Try again' }).click();
    await other.getByText('drives would pass').waitFor();
    await other.close();
  });

  it('says that what is shown may be old', async () => {
    const tab = await built.open('/');
    await tab.getByText('Live', { exact: true }).waitFor();
    built.registry().goAway();
    await tab.getByText('The registry does not answer. You see what was last known').waitFor();
    await tab.close();
  });
});
