import { describe } from 'vitest';
import { consoleSuite } from './console-suite.ts';
import { erasingSuite } from './erasing-suite.ts';
import { programsSuite } from './programs-suite.ts';

describe('the console on SQLite', { timeout: 60_000 }, () => {
  consoleSuite();
  erasingSuite();
  programsSuite();
});
