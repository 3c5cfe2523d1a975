import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

let source: Promise<string> | undefined;

/** What axe finds wrong, in light and dark, as one line a finding. Evaluated in the page's own world, which the page's rules allow to tools. */
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
