import { join } from 'node:path';

/**
 * Makes `verify.mjs`: the checker and all it needs as one module that imports nothing but what Node has built in.
 * Takes about a second; whoever exports bundles keeps the text. Needs the build tools, so a packed program carries
 * the text that its own build made.
 */
export async function bundleChecker(): Promise<string> {
  const { build } = await import('vite');
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: join(import.meta.dirname, '..', '..'),
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: join(import.meta.dirname, 'verify-alone.ts'), write: false, minify: false, target: 'node20', rollupOptions: { output: { format: 'es', codeSplitting: false } } },
  });
  const first = Array.isArray(result) ? result[0] : result;
  const chunk = first !== undefined && 'output' in first ? first.output[0] : undefined;
  if (chunk === undefined || chunk.type !== 'chunk' || ('output' in first! && first.output.length !== 1)) throw new Error('the checker did not come out as one file');
  return chunk.code;
}
