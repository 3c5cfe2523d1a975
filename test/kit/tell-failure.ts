import { afterEach } from 'vitest';
import { openPages } from './browser.ts';

/** A test that fails in a browser says what stood on the screen: nobody can look at a machine that is gone. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of openPages)
    process.stderr.write(`on the screen of "${task.name}", ${page.url()}:\n${await page.locator('body').innerText()}\n`);
});
