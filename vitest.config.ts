import { defineConfig } from 'vitest/config';

/** Two at a time: the smallest machine this runs on has two cores, and tests wait for real disks and browsers. */
const workers = 2;

const everywhere = { exclude: ['**/node_modules/**', 'dist/**', 'tools/**'] };

export default defineConfig({
  test: {
    maxWorkers: workers,
    // Long enough for a machine that has other work: a test that hangs is what these end.
    testTimeout: 60_000,
    hookTimeout: 90_000,
    teardownTimeout: 5_000,
    expect: { poll: { timeout: 30_000 } },
    // A test that must be told twice to pass is a defect.
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          ...everywhere,
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: [...everywhere.exclude, 'test/renderer/**', 'test/e2e/**', 'test/electron/real.test.ts'],
          environment: 'node',
          globalSetup: ['test/kit/run-postgres.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...everywhere,
          name: 'window',
          include: ['test/renderer/**/*.test.ts', 'test/renderer/**/*.test.tsx'],
          environment: 'happy-dom',
          globalSetup: ['test/renderer/built-once.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...everywhere,
          name: 'end to end',
          include: ['test/e2e/**/*.test.ts', 'test/electron/real.test.ts'],
          exclude: [...everywhere.exclude, 'test/e2e/server/**'],
          environment: 'node',
          globalSetup: ['test/kit/run-postgres.ts'],
          setupFiles: ['test/kit/tell-failure.ts'],
          // After all others: each drives a browser and a station of its own, and they wait long for the screen.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
