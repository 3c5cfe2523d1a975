import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `npm run test:server`: one long story, with time enough on a busy machine. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/e2e/server/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/kit/tell-failure.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 300_000,
    // Each step is told in the words of the one before: after a failure the rest would only repeat it.
    bail: 1,
    retry: 0,
    expect: { poll: { timeout: 60_000 } },
  },
});
