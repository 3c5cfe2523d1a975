import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The test of the real Electron, on its own: it needs a binary and a display that most machines lack. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { include: ['test/electron/real.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
