import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanner } from '../../kit/scanner.ts';
import { openBrowser } from '../page.ts';
import { nowMs, subjectOf } from '../scenes.ts';
import { openAt } from './browse.ts';
import { conflict, conflictId, log, rows } from './scene-drives.ts';
import { consoleScenes } from './scenes.ts';
import { buildConsole, standInRegistry, type StandIn } from './stand-in.ts';

/** Work done in the console: finding, proving, deciding, and what happens when the registry says no. */
let page: Awaited<ReturnType<typeof buildConsole>>;
let browser: Browser;
let registry: StandIn;

beforeAll(async () => {
  [page, browser] = await Promise.all([buildConsole(), openBrowser()]);
  registry = await standInRegistry(page.root);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await registry.close();
  await page.remove();
});

async function open(path: string, vkey?: string): Promise<Page> {
  registry.use(consoleScenes.full);
  return openAt(browser, registry.address, path, vkey);
}

describe('finding a drive', () => {
  it('works by keys alone, from any page', async () => {
    const tab = await open('/people');
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
    const tab = await open('/log');
    const box = tab.getByRole('combobox', { name: 'Find a drive' });
    await box.pressSequentially('ZL2', { delay: 90 });
    await box.pressSequentially('A', { delay: 90 });
    await tab.getByRole('option').first().waitFor();
    expect(registry.asked.flatMap(({ id, query }) => (id === 'drives.find' ? [query['q']] : []))).toEqual(['ZL2A']);
    await tab.close();
  });

  it('hears a hand scanner without a click, on any page', async () => {
    const tab = await open('/policies');
    await scanner(tab).scan('ZL2A9K7M');
    await tab.getByRole('heading', { name: 'Drives that match ZL2A9K7M' }).waitFor();
    expect(registry.asked.filter(({ id }) => id === 'drives.find').at(-1)?.query['q']).toBe('ZL2A9K7M');
    await tab.close();
  });

  it('opens the drive at once when a scan means one', async () => {
    registry.use({ answers: { ...consoleScenes.full.answers, 'drives.find': { rows: [rows[0]!] } }, log });
    const tab = await openAt(browser, registry.address, '/find/ZL2A9K7M');
    await tab.getByRole('heading', { level: 1, name: 'ZL2A9K7M', exact: true }).waitFor();
    await tab.close();
  });
});

describe('a proof', () => {
  it('is verified in the browser with a key that the browser was given', async () => {
    const tab = await open(`/drive/${subjectOf(1)}`, log.vkey);
    await tab.getByRole('button', { name: 'Verify every line' }).click();
    await tab.getByText(`${log.entries.length} of ${log.entries.length} lines verified in this browser`).waitFor();
    expect(registry.asked.filter(({ id }) => id === 'drives.proof').length).toBe(log.entries.length);
    await tab.close();
  });

  for (const [what, spoil, words] of [
    [
      'an altered entry',
      (text: string) => text.replace(/^extra ([A-Za-z0-9+/])/m, (_all, first: string) => `extra ${first === 'e' ? 'f' : 'e'}`),
      'not in the log that was signed',
    ],
    [
      'an altered path',
      (text: string) => text.replace(/^(index \d+\n)(.)/m, (_all, index: string, first: string) => `${index}${first === 'A' ? 'B' : 'A'}`),
      'not in the log that was signed',
    ],
    ['another tree head', (text: string) => text.replace(/\n15\n/, '\n16\n'), 'not signed by the key that this browser trusts'],
    ['a proof of another line', () => log.proof(log.entries[3]!.hash)!, 'about another event'],
  ] as const)
    it(`is refused for ${what}, in words`, async () => {
      registry.use({ ...consoleScenes.full, log: { ...log, proof: (event) => spoil(log.proof(event)!) } });
      const tab = await openAt(browser, registry.address, `/drive/${subjectOf(1)}`, log.vkey);
      await tab
        .getByRole('button', { name: /^Proof/ })
        .first()
        .click();
      await tab.getByRole('button', { name: 'Verify here' }).click();
      await tab.getByText(words).waitFor();
      expect(await tab.getByText('verified in this browser, in the log').count()).toBe(0);
      await tab.close();
    });

  it('claims nothing while the browser knows no key, and says where to get one', async () => {
    const tab = await open(`/drive/${subjectOf(1)}`);
    await tab
      .getByRole('button', { name: /^Proof/ })
      .first()
      .click();
    await tab.getByRole('button', { name: 'Verify here' }).click();
    await tab.getByText('This browser does not know the log’s key').waitFor();
    await tab.getByRole('link', { name: 'Open the Log page' }).click();
    await tab.getByLabel('Key of the log').fill(log.vkey);
    await tab.getByRole('button', { name: 'Trust this key' }).click();
    await tab.getByText('Signed by the key that you trust').waitFor();
    await tab.close();
  });
});

describe('deciding', () => {
  it('lets a station in only after its six words were compared, and sends the words that were shown', async () => {
    const tab = await open('/stations');
    const visitor = tab.getByRole('article', { name: 'Bench 7 asks to be let in' });
    expect(await visitor.getByRole('button', { name: 'Let it in' }).isDisabled()).toBe(true);
    await visitor.getByLabel('All six words stand').check();
    await visitor.getByRole('button', { name: 'Let it in' }).click();
    await tab.getByRole('dialog').getByRole('button', { name: 'Let it in' }).click();
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
    expect(registry.asked.find(({ id }) => id === 'enrolments.approve')?.body).toEqual({
      words: ['harbor', 'velvet', 'comet', 'walnut', 'pepper', 'glacier'],
    });
    await tab.close();
  });

  it('closes a conflict with a holder, how it is known, and a reason; and not without them', async () => {
    const tab = await open(`/conflict/${conflictId}`);
    await tab.getByRole('button', { name: 'Close this conflict' }).click();
    const sheet = tab.getByRole('dialog');
    const write = sheet.getByRole('button', { name: 'Write it down' });
    expect(await write.isDisabled()).toBe(true);
    await sheet.getByText('Technician 1').click();
    await sheet.getByLabel('How it is known').selectOption('seen_in_person');
    await sheet.getByLabel('Reason').fill('Serial read at the dock.');
    await write.click();
    await sheet.waitFor({ state: 'detached' });
    expect(registry.asked.find(({ id }) => id === 'conflicts.resolve')?.body).toEqual({
      heads: conflict.branches.map(({ head }) => head),
      holder: `tc_${'2'.padStart(32, '0')}`,
      reason: 'seen_in_person',
      note: 'Serial read at the dock.',
    });
    await tab.close();
  });

  it('says what the registry’s rule was when it refuses, and keeps what was typed', async () => {
    const tab = await open('/quarantine');
    await tab
      .getByRole('button', { name: /^Keep it out/ })
      .first()
      .click();
    const sheet = tab.getByRole('dialog');
    await sheet.getByText('Forged').click();
    await sheet.getByLabel('Reason').fill('Nobody was there.');
    registry.refuse('quarantine.dismiss', 'refused', 'already_decided');
    await sheet.getByRole('button', { name: 'Keep it out' }).click();
    await sheet.locator('.refused-what', { hasText: 'The registry refuses: already decided.' }).waitFor();
    expect(await sheet.getByLabel('Reason').inputValue()).toBe('Nobody was there.');
    await tab.close();
  });
});

describe('a list', () => {
  it('stands still under a change, and shows the newest on asking', async () => {
    const tab = await open('/drives');
    await tab.getByText('Live', { exact: true }).waitFor();
    const before = await tab.getByRole('row').allInnerTexts();
    registry.use({ answers: { ...consoleScenes.full.answers, 'drives.find': { rows: rows.slice(40, 50) } }, log });
    registry.tell({ at_ms: nowMs, size: 1, what: ['drives'], subjects: [] });
    await tab.getByText('Something changed since this list was read.').waitFor();
    expect(await tab.getByRole('row').allInnerTexts()).toEqual(before);
    await tab.getByRole('button', { name: 'Show the newest' }).click();
    await tab.getByRole('link', { name: rows[40]!.serial }).waitFor();
    await tab.close();
  });

  it('goes on by key and keeps its place', async () => {
    const tab = await open('/drives');
    const first = await tab.getByRole('row').nth(1).innerText();
    await tab.getByRole('button', { name: 'Show more' }).click();
    await tab.waitForFunction((count) => document.querySelectorAll('tbody tr').length > count, 30);
    expect(registry.asked.filter(({ id }) => id === 'drives.find').at(-1)?.query).toMatchObject({ after: 'more', limit: '50' });
    expect(await tab.getByRole('row').nth(1).innerText()).toBe(first);
    await tab.close();
  });
});

describe('without an answer', () => {
  it('holds the place of what is read, then says what happened and what to do', async () => {
    registry.use(consoleScenes.full);
    registry.stall('people.list');
    const tab = await browser.newPage();
    await tab.goto(`${registry.address}/#/people`);
    await tab.locator('.outline').first().waitFor();
    await tab.close();
    registry.use(consoleScenes.full);
    registry.refuse('readiness.look', 'internal');
    const other = await openAt(browser, registry.address, '/readiness');
    await other.locator('.refused-what', { hasText: 'Something went wrong inside the registry.' }).waitFor();
    registry.relent();
    await other.getByRole('button', { name: 'Try again' }).click();
    await other.getByText('drives would pass').waitFor();
    await other.close();
  });

  it('says that what is shown may be old', async () => {
    const tab = await open('/');
    await tab.getByText('Live', { exact: true }).waitFor();
    registry.hangUp();
    registry.stall('live.follow');
    await tab.getByText('The registry does not answer. You see what was last known').waitFor();
    await tab.close();
  });
});
