import { describe } from 'vitest';
import { recheckPageSuite } from './recheck-page-suite.ts';
import { rechecksSuite } from './rechecks-suite.ts';

describe('on SQLite', { timeout: 60_000 }, () => {
  rechecksSuite();
  recheckPageSuite();
});
