import { describe } from 'vitest';
import { rechecksSuite } from './rechecks-suite.ts';

describe('on SQLite', { timeout: 60_000 }, () => {
  rechecksSuite();
});
