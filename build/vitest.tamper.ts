import { defineConfig } from 'vitest/config';

/** The whole sweep uses what tests use, and is no part of a run of the tests. */
export default defineConfig({
  test: { include: ['test/tamper/whole.sweep.ts'], testTimeout: 0, disableConsoleIntercept: true, fileParallelism: false },
});
