import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { programUrls } from './vite-program-urls.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const suites = `${root}test/vm/suites/`;

/** Packages with native code, or that no suite comes to. */
const packages = /^(better-sqlite3|koffi|usb|node-hid|@node-rs\/argon2|fastify|pdfkit|bwip-js|ws|pg|vite)(\/|$)/;
const isOutside = (id: string): boolean => id.startsWith('node:') || packages.test(id);

/**
 * What runs inside the guests of `npm run test:vm`, in a few files: emulated, a process takes 10 to 20 s to read its
 * TypeScript source by source, and a second to read it from here.
 */
export default defineConfig({
  root,
  logLevel: 'warn',
  plugins: [programUrls(root)],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: `${root}dist/vm/bundle`,
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rollupOptions: {
      input: {
        'guest-main': `${root}test/vm/lab/guest/main.ts`,
        ...Object.fromEntries(readdirSync(suites).map((file) => [file.replace(/\.ts$/, ''), `${suites}${file}`])),
      },
      external: isOutside,
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
});
