import { describe, expect, it } from 'vitest';
import { scanner, typist } from '../kit/scanner.ts';
import { subjectOf } from './scenes.ts';
import { builtWindow } from './window-kit.ts';

/** What a scanner and a keyboard do in the built window: real key events, by the times that a hand or a scanner gives them. */
const built = builtWindow();

describe('a scan in the real window', () => {
  it('reaches the station whole and shows its verdict', async () => {
    const { tab, heard } = await built.open('empty');
    await scanner(tab).scan('ZL2A9K7M');
    await tab.getByText('Taken', { exact: true }).waitFor();
    expect(heard.scans).toEqual(['ZL2A9K7M']);
    await tab.close();
  });

  it('never lands in a field that has the focus', async () => {
    const { tab, heard } = await built.open('ready', '/people');
    await tab.getByRole('button', { name: 'Enrol a person' }).click();
    const name = tab.getByRole('textbox', { name: 'Name' });
    await name.focus();
    await typist(tab).type('Ada L');
    await scanner(tab).scan('CU-B-7K2M9Q4X');
    await tab.getByText('Badge read').waitFor();
    expect(await name.inputValue()).toBe('Ada L');
    expect(heard.scans).toEqual([]);
    await tab.close();
  });

  it('of a command card presses the button of that name', async () => {
    const { tab, heard } = await built.open('ready');
    await scanner(tab).scan('CU-C-START');
    await tab.getByText('The label of this drive was not scanned at this bay.').first().waitFor();
    expect(heard.calls).toEqual(['start']);
    await tab.close();
  });

  it('of a command card never presses a button that a sheet covers, and does not reach the station instead', async () => {
    const { tab, heard } = await built.open('ready', `/drive/${subjectOf(4)}/move`);
    await tab.getByRole('dialog', { name: 'Move' }).waitFor();
    await scanner(tab).scan('CU-C-QUARANTINE');
    // A sheet that had opened would lie above this one; and what the station hears, it hears in order.
    await tab.keyboard.press('Escape');
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
    await scanner(tab).scan('ZL2A9K7M');
    await expect.poll(() => heard).toEqual({ scans: ['ZL2A9K7M'], calls: [] });
    await tab.close();
  });
});

describe('by scanner and keyboard alone', () => {
  it('a person signs in', async () => {
    const { tab } = await built.open('signed-out');
    await scanner(tab).scan('CU-B-7K2M9Q4X');
    await tab.getByRole('heading', { name: 'Enter your PIN.' }).waitFor();
    await typist(tab).type('135790');
    await tab.keyboard.press('Enter');
    await tab.getByText('Supervisor 1').waitFor();
    await tab.close();
  });

  it('the key list opens with one key and closes with Esc, and every place has a key', async () => {
    const { tab } = await built.open('ready');
    await tab.keyboard.press('F1');
    await tab.getByRole('dialog', { name: 'Keys' }).waitFor();
    await tab.keyboard.press('Escape');
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
    await tab.keyboard.press('y');
    await tab.getByRole('heading', { name: 'What is safe where' }).waitFor();
    await tab.keyboard.press('Escape');
    await tab.getByRole('region', { name: 'Next' }).waitFor();
    await tab.close();
  });
});
