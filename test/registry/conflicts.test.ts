import { describe } from 'vitest';
import { conflictsSuite } from './conflicts-suite.ts';

describe('on SQLite', () => {
  conflictsSuite();
});
