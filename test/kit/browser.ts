import AxeCore from 'axe-core';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { scanner, typist, type Scanner, type Typist } from './scanner.ts';

export interface Look {
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** A window on the app with a person in front of it. */
export interface Seat extends Scanner, Typist {
  readonly page: Page;
  /** Everything that the page complained of. A test that ends well leaves this empty. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Every page that is open now: what a test that fails shows of itself. */
export const openPages = new Set<Page>();

/** A Chromium of its own; `sit` opens windows, each in a profile of its own. */
export interface OpenBrowser {
  sit(address: string, look?: Look): Promise<Seat>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<OpenBrowser> {
  const browser: Browser = await launchChromium();
  return {
    async sit(address, { scheme = 'light', width = 1280, height = 800 } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        timezoneId: 'Europe/Berlin',
        acceptDownloads: true,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      openPages.add(page);
      page.on('close', () => openPages.delete(page));
      page.setDefaultTimeout(30_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => (message.type() === 'error' ? faults.push(message.text()) : undefined));
      await page.goto(address);
      return { page, faults, ...scanner(page), ...typist(page), close: () => context.close() };
    },
    close: async () => {
      const dir = process.env['CUSTOS_E2E_SHOTS'];
      // A window that is still open when a file ends was left there by a test that failed.
      const left = browser.contexts().flatMap((context) => context.pages());
      if (dir !== undefined) for (const page of left) await page.screenshot({ path: join(dir, `left-${Date.now()}.png`) });
      await browser.close();
    },
  };
}

/** What axe finds against WCAG 2 A and AA, one line for each place. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  // The page's own rules forbid scripts from elsewhere; an evaluation by the test is not one.
  await page.evaluate(AxeCore.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof AxeCore }; // the line above put it there
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
  });
}
