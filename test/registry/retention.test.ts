import { describe } from 'vitest';
import { retentionSuite } from './retention-suite.ts';

describe('on SQLite', { timeout: 60_000 }, () => {
  retentionSuite();
});
