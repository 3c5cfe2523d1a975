import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { programUrls } from './vite-program-urls.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Pure JavaScript that is bundled, because the drive helper runs outside of the archive that the packages are in. */
const bundled = /^(zod|@noble|@orpc)(\/|$)/;
const isOutside = (id: string): boolean => id === 'electron' || id.startsWith('node:') || (/^[^./\0]/.test(id) && !id.includes(':') && !bundled.test(id));

/**
 * The shell's two Node programs, as ES modules: main, and the station's process, with the programs and SQL that the
 * station starts and reads by path. Other packages stay outside: they are shipped in node_modules.
 */
export default defineConfig({
  root,
  plugins: [programUrls(root)],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    ssrEmitAssets: true,
    outDir: `${root}dist/electron`,
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    rollupOptions: {
      input: { main: `${root}electron/main.ts`, 'station-process': `${root}electron/station-process.ts` },
      external: isOutside,
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs', assetFileNames: '[name][extname]' },
    },
  },
});
