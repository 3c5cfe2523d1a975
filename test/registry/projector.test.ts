import { describe } from 'vitest';
import { projectorSuite } from './projector-suite.ts';

describe('on SQLite', () => {
  projectorSuite();
});
