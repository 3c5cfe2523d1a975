import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../kit/browser.ts';
import { emptyStage, mixedStage, runningStage } from './states.ts';

/** One picture, and whether anything on it runs out of the window to the side. */
export interface Taken {
  readonly file: string;
  readonly tooWide: readonly string[];
}

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

/**
 * Takes a picture of each main state of the real app, light and dark, at two sizes:
 * `node test/e2e/screens.ts OUT`. Names are state-surface.png for the small size, state-surface-1920.png for the large.
 */
export async function takeScreens(out: string): Promise<readonly Taken[]> {
  await mkdir(out, { recursive: true });
  const browser = await openBrowser();
  const taken: Taken[] = [];
  try {
    for (const make of [emptyStage, mixedStage, runningStage]) {
      const { app, sights } = await make();
      try {
        const seat = await browser.sit(app.address());
        for (const { sight, act } of sights) {
          await act?.();
          await seat.page.goto(`http://127.0.0.1:${app.port}/#${sight.path}`);
          await seat.page.locator(sight.sign).first().waitFor();
          await seat.page.evaluate(() => document.fonts.ready.then(() => undefined));
          for (const scheme of ['light', 'dark'] as const) {
            await seat.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
            for (const size of sizes) {
              await seat.page.setViewportSize(size);
              const file = join(out, `${sight.name}-${scheme}${size.width === 1280 ? '' : `-${size.width}`}.png`);
              await seat.page.screenshot({ path: file });
              taken.push({ file, tooWide: await seat.page.evaluate(partsTooWide) });
            }
          }
        }
        await seat.close();
      } finally {
        await app.close();
      }
    }
  } finally {
    await browser.close();
  }
  return taken;
}

/** Runs in the page: what reaches past the window's right edge, or hides a part of its own words to the side. */
function partsTooWide(): readonly string[] {
  const found: string[] = [];
  if (document.documentElement.scrollWidth > window.innerWidth) found.push('the window scrolls to the side');
  for (const part of document.querySelectorAll<HTMLElement>('body *')) {
    if (part.closest('.hidden-word, svg') !== null || part.offsetParent === null) continue;
    const { right, left, width } = part.getBoundingClientRect();
    const name = `${part.tagName.toLowerCase()}.${part.className}`;
    if (width > 0 && (right > window.innerWidth + 1 || left < -1)) found.push(`${name} stands outside: ${part.innerText.slice(0, 40)}`);
    if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1 && getComputedStyle(part).overflowX !== 'visible')
      found.push(`${name} hides words: ${part.innerText.slice(0, 40)}`);
  }
  return found;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [, , out] = process.argv;
  if (out === undefined) throw new Error('usage: node test/e2e/screens.ts OUT');
  for (const { file, tooWide } of await takeScreens(out))
    process.stdout.write(`${file}${tooWide.map((words) => `\n  ${words}`).join('')}\n`);
}
