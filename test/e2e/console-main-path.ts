import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenRegistry } from '../../registry/open.ts';
import { claim, password, startConsole, stationAt, subjectOf } from '../registry/console-kit.ts';
import { scanner } from '../kit/scanner.ts';
import { openBrowser } from '../renderer/page.ts';
import { goTo, violations } from '../renderer/console/browse.ts';
import { buildConsole } from '../renderer/console/stand-in.ts';

/** The console as a real registry serves it, from its first start on, with facts that a station pushed. */
let page: Awaited<ReturnType<typeof buildConsole>>;
let browser: Browser;

beforeAll(async () => {
  [page, browser] = await Promise.all([buildConsole(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await page.remove();
});

async function firstStart(registry: OpenRegistry): Promise<Page> {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  // Ed25519 in the browser asks for a secure place; localhost is one.
  await tab.goto(registry.url);
  await tab.getByLabel('Set-up code').fill((await registry.console.setUpCode()) ?? '');
  await tab.getByLabel('Your name').fill('First Admin');
  await tab.getByLabel('Name', { exact: true }).fill('first');
  await tab.getByLabel('Password').fill(password);
  await tab.getByRole('button', { name: 'Make the first administrator' }).click();
  return tab;
}

/** The main path, on whichever store `startRegistry` of the kit opens. */
export function consoleMainPath(): void {
  it('leads from the set-up code to a drive whose proof the browser has verified', async () => {
    const registry = await startConsole({ pages: { folder: page.root, index: 'console.html' } });
    const bench = await stationAt(registry, 'North', 'Bench 1');
    await claim(registry, bench, [{ serial: 'ZL2A9K7M', owner: 'Tenant A' }, { serial: 'ZC1A2B3C' }]);
    const tab = await firstStart(registry);
    await tab.getByRole('heading', { name: 'Overview' }).waitFor();

    await goTo(tab, '/stations');
    await tab.getByRole('link', { name: 'Bench 1' }).waitFor();

    await goTo(tab, '/log');
    await tab.getByLabel('Key of the log').fill(registry.logVkey);
    await tab.getByRole('button', { name: 'Trust this key' }).click();
    await tab.getByText('Signed by the key that you trust').waitFor();
    expect(await violations(tab)).toEqual([]);

    const auditor = await anAuditor(tab, registry);
    await scanner(auditor).scan('ZL2A9K7M');
    await auditor.getByRole('heading', { level: 1, name: 'ZL2A9K7M', exact: true }).waitFor();
    await auditor.getByRole('button', { name: 'Verify every line' }).click();
    await auditor.getByText('1 of 1 lines verified in this browser').waitFor();
    expect(await violations(auditor)).toEqual([]);

    // What comes while somebody looks is told to the page.
    await goTo(auditor, '/drives');
    await auditor.getByText('Live', { exact: true }).waitFor();
    await claim(registry, bench, [{ serial: 'NEWCOMER1' }]);
    await auditor.getByText('Something changed since this list was read.').waitFor();
    await auditor.getByRole('button', { name: 'Show the newest' }).click();
    await auditor.getByRole('link', { name: 'NEWCOMER1' }).waitFor();

    await goTo(auditor, `/drive/${subjectOf('NEWCOMER1')}`);
    await auditor.getByText('Taken into custody by').waitFor();
    await goTo(auditor, '/reads');
    await auditor.getByText('The life of a drive').first().waitFor();
    expect(await violations(auditor)).toEqual([]);
    await auditor.close();
    await tab.close();
  });
}

/** Made in the pages too: an account, a role, and the first sign-in with it. Trusts the log's key like the administrator. */
async function anAuditor(admin: Page, registry: OpenRegistry): Promise<Page> {
  await goTo(admin, '/people');
  await admin.getByRole('button', { name: 'Add a local account' }).click();
  const sheet = admin.getByRole('dialog');
  await sheet.getByLabel('Name', { exact: true }).fill('Auditor 1');
  await sheet.getByLabel('Name to sign in with').fill('auditor1');
  await sheet.getByLabel('First password').fill(password);
  await sheet.getByRole('button', { name: 'Make the account' }).click();
  await sheet.waitFor({ state: 'detached' });
  await admin.getByRole('button', { name: 'Give a role: Auditor 1' }).click();
  await sheet.getByText('Auditor', { exact: true }).click();
  await sheet.getByRole('button', { name: 'Give a role' }).click();
  await sheet.waitFor({ state: 'detached' });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const tab = await context.newPage();
  await tab.addInitScript((vkey) => localStorage.setItem('custos.log-key', vkey), registry.logVkey);
  await tab.goto(registry.url);
  await tab.getByLabel('Name', { exact: true }).fill('auditor1');
  await tab.getByLabel('Password').fill(password);
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
  await tab.getByRole('heading', { name: 'Overview' }).waitFor();
  return tab;
}
