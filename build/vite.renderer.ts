import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The two faces as static files that any host can serve: renderer/index.html is the window of a station, renderer/console.html the registry's console. */
export default defineConfig({
  root: `${root}renderer`,
  base: '/',
  plugins: [react()],
  build: {
    outDir: `${root}dist/renderer`,
    rollupOptions: { input: [`${root}renderer/index.html`, `${root}renderer/console.html`] },
    emptyOutDir: true,
    target: 'chrome140',
    // The page's rules forbid inline scripts and data: fonts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
});
