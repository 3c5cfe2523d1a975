import { describe } from 'vitest';
import { figuresSuite } from './figures-suite.ts';

describe('on SQLite', { timeout: 60_000 }, () => {
  figuresSuite();
});
