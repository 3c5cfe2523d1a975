import { describe } from 'vitest';
import { feedSuite } from './feed-suite.ts';

describe('on SQLite', () => {
  feedSuite();
});
