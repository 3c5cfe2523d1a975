import { describe } from 'vitest';
import { authoritySuite } from './authority-suite.ts';

describe('on SQLite', () => {
  authoritySuite();
});
