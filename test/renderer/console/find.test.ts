import { describe, expect, it } from 'vitest';
import { scanner } from '../../kit/scanner.ts';
import { builtConsole } from './console-kit.ts';
import { log, rows } from './scene-drives.ts';
import { consoleScenes } from './scenes.ts';

/** Finding a drive in the console, by keys and by scanner. */
const built = builtConsole();

describe('finding a drive', () => {
  it('works by keys alone, from any page', async () => {
    const tab = await built.open('/people');
    await tab.keyboard.press('/');
    const box = tab.getByRole('combobox', { name: 'Find a drive' });
    await box.pressSequentially('ZL2A', { delay: 90 });
    await tab.getByRole('option').first().waitFor();
    await tab.keyboard.press('ArrowDown');
    expect(await tab.getByRole('listbox').getByRole('option', { selected: true }).innerText()).toContain(rows[1]!.serial);
    await tab.keyboard.press('Enter');
    await tab.waitForFunction((to) => location.hash === to, `#/drive/${rows[1]!.subject}`);
    await tab.close();
  });

  it('asks nothing before four characters, since each look-up is written down', async () => {
    const tab = await built.open('/log');
    const box = tab.getByRole('combobox', { name: 'Find a drive' });
    await box.pressSequentially('ZL2', { delay: 90 });
    await box.pressSequentially('A', { delay: 90 });
    await tab.getByRole('option').first().waitFor();
    expect(built.registry().asked.flatMap(({ id, query }) => (id === 'drives.find' ? [query['q']] : []))).toEqual(['ZL2A']);
    await tab.close();
  });

  it('hears a hand scanner without a click, on any page', async () => {
    const tab = await built.open('/policies');
    await scanner(tab).scan('ZL2A9K7M');
    await tab.getByRole('heading', { name: 'Drives that match ZL2A9K7M' }).waitFor();
    expect(
      built
        .registry()
        .asked.filter(({ id }) => id === 'drives.find')
        .at(-1)?.query['q'],
    ).toBe('ZL2A9K7M');
    await tab.close();
  });

  it('opens the drive at once when a scan means one', async () => {
    built.registry().use({ answers: { ...consoleScenes.full.answers, 'drives.find': { rows: [rows[0]!] } }, log });
    const tab = await built.openAsIs('/find/ZL2A9K7M');
    await tab.getByRole('heading', { level: 1, name: 'ZL2A9K7M', exact: true }).waitFor();
    await tab.close();
  });
});
