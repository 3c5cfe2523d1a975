import { describe } from 'vitest';
import { driveIndexSuite } from './drive-index-suite.ts';

describe('on SQLite', { timeout: 60_000 }, () => {
  driveIndexSuite();
});
