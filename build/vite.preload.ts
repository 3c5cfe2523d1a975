import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The preload: one CommonJS file without imports, which is all that a sandboxed preload may be. */
export default defineConfig({
  root,
  publicDir: false,
  build: {
    outDir: `${root}dist/electron`,
    emptyOutDir: false,
    target: 'chrome140',
    minify: false,
    lib: { entry: `${root}electron/preload.ts`, formats: ['cjs'], fileName: () => 'preload.cjs' },
    rollupOptions: { external: ['electron'] },
  },
});
