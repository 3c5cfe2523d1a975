import { describe } from 'vitest';
import { witnessSuite } from './witness-suite.ts';

describe('on SQLite', () => {
  witnessSuite();
});
