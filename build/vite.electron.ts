import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { programUrls } from './vite-program-urls.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages with native code, or that read files beside themselves, stay as they are; all others are bundled. */
const packages = /^(better-sqlite3|koffi|usb|node-hid|@node-rs\/argon2|fastify|pdfkit|bwip-js|ws|vite)(\/|$)/;
const isOutside = (id: string): boolean => id === 'electron' || id.startsWith('node:') || packages.test(id);

/**
 * The shell's two Node programs, as ES modules: main, and the station's process, with the programs and SQL that the
 * station starts and reads by path. Bundled packages need not be shipped.
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
