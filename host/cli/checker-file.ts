import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { build as Build } from 'vite';

/** Where a build puts the checker (`write-checker.ts`): a packed program has no build tools and reads it from here. */
export const builtChecker = join(import.meta.dirname, '..', '..', 'dist', 'verify.mjs');

/**
 * The text of `verify.mjs`: the checker and all it needs as one module that imports nothing but what Node has built
 * in. Made from the source where the build tools are there, which takes about a second; else read as it was built.
 */
export async function bundleChecker(): Promise<string> {
  const vite = await import('vite').catch(() => undefined);
  if (vite !== undefined) return buildChecker(vite.build);
  if (!existsSync(builtChecker)) throw new Error(`The checker that goes into a bundle is not there: ${builtChecker}.`);
  return readFileSync(builtChecker, 'utf8');
}

async function buildChecker(build: typeof Build): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: join(import.meta.dirname, '..', '..'),
    ssr: { noExternal: true, target: 'node' },
    // Not minified: whoever wants to know what the checker does can read it.
    build: {
      ssr: join(import.meta.dirname, 'verify-alone.ts'),
      write: false,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { format: 'es', codeSplitting: false } },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const output = first !== undefined && 'output' in first ? first.output : [];
  const [chunk] = output;
  if (output.length !== 1 || chunk?.type !== 'chunk') throw new Error('the checker did not come out as one file');
  return chunk.code;
}
