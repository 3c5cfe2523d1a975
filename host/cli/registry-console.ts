import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ConsoleOptions } from '../../registry/console/open.ts';
import { usualLimits } from '../../registry/console/limits.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { isOpenToOthers } from '../registry/private-file.ts';
import { bundleChecker } from './checker-file.ts';

/** Where the build puts the window and the console. */
const builtPages = join(import.meta.dirname, '..', '..', 'dist', 'renderer');
const consolePage = 'console.html';

const hours = z.number().positive().max(100_000);

/** The file behind `--console`: who vouches for people, where browsers reach the console, how long drives may wait. */
const consoleFile = z.strictObject({
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .refine((text) => new URL(text).pathname === '/', 'is an address without a path')
    .optional(),
  providers: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]{1,32}$/),
        name: z.string().min(1).max(80),
        issuer: z.url({ protocol: /^https?$/ }),
        clientId: z.string().min(1),
        clientSecret: z.string().min(1).optional(),
        scope: z.string().min(1).optional(),
      }),
    )
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'names one id twice')
    .default([]),
  /** By step, in hours. */
  limitHours: z.strictObject(mapped(usualLimits, () => hours.optional())).optional(),
});

function mapped<Key extends string, From, To>(record: Readonly<Record<Key, From>>, to: (value: From) => To): Record<Key, To> {
  return Object.fromEntries(Object.entries<From>(record).map(([key, value]) => [key, to(value)])) as Record<Key, To>; // the very same keys
}

/**
 * What the console is served with: the built pages, the checker for bundles, and the settings of a file.
 *
 * @param file JSON in the shape that docs/console.md describes; everything is as usual without one
 * @throws CannotStart when the file cannot be read, says what nobody understands, or holds a secret that others can read
 */
export function consoleOptions(file: string | undefined, pages: string = builtPages): ConsoleOptions {
  const { publicUrl, providers, limitHours } = consoleFile.parse(file === undefined ? {} : settingsIn(file));
  const limits = Object.entries(limitHours ?? {}).flatMap(([step, wait]) => (wait === undefined ? [] : [[step, wait * 3_600_000]]));
  return {
    checker: bundleChecker,
    providers,
    publicUrl,
    limits: Object.fromEntries(limits) as ConsoleOptions['limits'], // keys are those of the file's shape
    ...(existsSync(join(pages, consolePage)) ? { pages: { folder: pages, index: consolePage } } : {}),
  };
}

function settingsIn(file: string): unknown {
  const nothing = 'Nothing was started.';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CannotStart(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}. ${nothing}`);
  }
  const said = consoleFile.safeParse(value);
  if (!said.success) throw new CannotStart(`${file} is not understood. ${nothing}\n${z.prettifyError(said.error)}`);
  const secret = said.data.providers.some(({ clientSecret }) => clientSecret !== undefined);
  if (secret && isOpenToOthers(file))
    throw new CannotStart(`${file} holds a secret and is open to other users of this machine. ${nothing} Close it with chmod 600.`);
  return value;
}

/** Says where the console is and, while there is nobody in it, the code that makes the first administrator. */
export async function sayConsole(registry: OpenRegistry, options: ConsoleOptions, say: (line: string) => unknown): Promise<void> {
  const address = options.publicUrl ?? registry.url;
  say(options.pages === undefined ? `The console's pages are not built; its API is at ${address}` : `Console: ${address}`);
  if (options.publicUrl === undefined && !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(registry.url).hostname))
    say('Browsers elsewhere are refused until --console names a file with the publicUrl that they reach it under.');
  const code = await registry.console.setUpCode();
  if (code !== undefined) say(`Nobody is in the console yet. One-time code for its first administrator: ${code}`);
}
