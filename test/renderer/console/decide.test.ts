import { describe, expect, it } from 'vitest';
import { builtConsole } from './console-kit.ts';
import { conflict, conflictId } from './scene-drives.ts';

/** What people decide in the console, and what happens when the registry says no. */
const built = builtConsole();

describe('deciding', () => {
  it('lets a station in only after its six words were compared, and sends the words that were shown', async () => {
    const tab = await built.open('/stations');
    const visitor = tab.getByRole('article', { name: 'Bench 7 asks to be let in' });
    expect(await visitor.getByRole('button', { name: 'Let it in' }).isDisabled()).toBe(true);
    await visitor.getByLabel('All six words stand').check();
    await visitor.getByRole('button', { name: 'Let it in' }).click();
    await tab.getByRole('dialog').getByRole('button', { name: 'Let it in' }).click();
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
    expect(built.registry().asked.find(({ id }) => id === 'enrolments.approve')?.body).toEqual({
      words: ['harbor', 'velvet', 'comet', 'walnut', 'pepper', 'glacier'],
    });
    await tab.close();
  });

  it('closes a conflict with a holder, how it is known, and a reason; and not without them', async () => {
    const tab = await built.open(`/conflict/${conflictId}`);
    await tab.getByRole('button', { name: 'Close this conflict' }).click();
    const sheet = tab.getByRole('dialog');
    const write = sheet.getByRole('button', { name: 'Write it down' });
    expect(await write.isDisabled()).toBe(true);
    await sheet.getByText('Technician 1').click();
    await sheet.getByLabel('How it is known').selectOption('seen_in_person');
    await sheet.getByLabel('Reason').fill('Serial read at the dock.');
    await write.click();
    await sheet.waitFor({ state: 'detached' });
    expect(built.registry().asked.find(({ id }) => id === 'conflicts.resolve')?.body).toEqual({
      heads: conflict.branches.map(({ head }) => head),
      holder: `tc_${'2'.padStart(32, '0')}`,
      reason: 'seen_in_person',
      note: 'Serial read at the dock.',
    });
    await tab.close();
  });

  it('says what the registry’s rule was when it refuses, and keeps what was typed', async () => {
    const tab = await built.open('/quarantine');
    await tab
      .getByRole('button', { name: /^Keep it out/ })
      .first()
      .click();
    const sheet = tab.getByRole('dialog');
    await sheet.getByText('Forged').click();
    await sheet.getByLabel('Reason').fill('Nobody was there.');
    built.registry().refuse('quarantine.dismiss', 'refused', 'already_decided');
    await sheet.getByRole('button', { name: 'Keep it out' }).click();
    await sheet.locator('.refused-what', { hasText: 'The registry refuses: already decided.' }).waitFor();
    expect(await sheet.getByLabel('Reason').inputValue()).toBe('Nobody was there.');
    await tab.close();
  });
});
