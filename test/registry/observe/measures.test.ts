import { describe } from 'vitest';
import { measuresSuite } from './measures-suite.ts';

describe('on SQLite', () => {
  measuresSuite('sqlite');
});
