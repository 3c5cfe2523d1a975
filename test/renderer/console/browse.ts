import type { Browser, Page } from 'playwright-core';
import { subjectOf } from '../scenes.ts';
import { conflictId, stationId } from './scene-drives.ts';
import { draftId } from './scene-policies.ts';

/** What tests of the console's pages share. */

export { violations } from '../axe.ts';

/** Opens a page and waits until it has nothing left to read. */
export async function openAt(browser: Browser, address: string, path: string, vkey?: string): Promise<Page> {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  if (vkey !== undefined) await tab.addInitScript((key) => localStorage.setItem('custos.log-key', key), vkey);
  await tab.goto(`${address}/#${path}`);
  await settled(tab);
  return tab;
}

export async function settled(tab: Page): Promise<void> {
  await tab.locator('h1').first().waitFor();
  await tab.waitForFunction(() => document.querySelector('.outline') === null);
}

/** Goes to another page of an open console and waits until it is drawn: each has a title of its own. */
export async function goTo(tab: Page, path: string): Promise<void> {
  const before = await tab.evaluate((to) => {
    const { title } = document;
    if (location.hash === `#${to}` || (to === '/' && location.hash.length < 3)) return undefined;
    location.hash = to;
    return title;
  }, path);
  if (before !== undefined) await tab.waitForFunction((title) => document.title !== title, before);
  await settled(tab);
}

/** Pages about drives, of all that a person with all roles can open. */
export const drivePaths = ['/', '/drives', `/drive/${subjectOf(1)}`, '/overdue', '/conflicts', `/conflict/${conflictId}`, '/exports'];
/** Pages about stations, the log and audits. */
export const ledgerPaths = [
  '/stations',
  `/station/${stationId}`,
  '/quarantine',
  '/outlets',
  '/log',
  '/figures',
  '/figures/scans',
  '/figures/returns',
  '/firmware',
  '/rechecks',
  '/readiness',
  '/reads',
];
/** Pages about who may do what, and by which rule. */
export const rulePaths = ['/people', '/tenants', '/retention', '/policies', `/policy-draft/${draftId}`];
