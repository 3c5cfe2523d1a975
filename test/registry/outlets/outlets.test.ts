import { describe } from 'vitest';
import { outletsSuite } from './outlets-suite.ts';

describe('outlets, on SQLite', { timeout: 60_000 }, () => {
  outletsSuite();
});
