import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { subjectOf } from '../scenes.ts';
import { conflictId, stationId } from './scene-drives.ts';

/** What tests of the console's pages share. */

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

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

let source: Promise<string> | undefined;

/** What axe finds wrong, in light and dark, as one line a finding. */
export async function violations(tab: Page): Promise<readonly string[]> {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const axe = await source;
  if (!(await tab.evaluate(() => 'axe' in globalThis))) await tab.evaluate(axe);
  const found: Violation[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme });
    const { violations: more, passes } = await tab.evaluate(
      (only) =>
        (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[]; passes: unknown[] }> } }).axe.run(only), // axe puts itself there
      // What is not about colour is the same in both.
      colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {},
    );
    if (passes.length === 0) throw new Error('axe looked at nothing');
    found.push(...more);
  }
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`);
}

/** Every page that a person with all roles can open. */
export const paths = [
  '/',
  '/drives',
  `/drive/${subjectOf(1)}`,
  '/overdue',
  '/conflicts',
  `/conflict/${conflictId}`,
  '/exports',
  '/stations',
  `/station/${stationId}`,
  '/quarantine',
  '/log',
  '/readiness',
  '/reads',
  '/people',
  '/policies',
];
