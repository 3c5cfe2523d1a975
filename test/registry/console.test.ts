import { describe } from 'vitest';
import { consoleSuite } from './console-suite.ts';

describe('the console on SQLite', { timeout: 60_000 }, () => {
  consoleSuite();
});
