import { describe } from 'vitest';
import { pushSuite } from './push-suite.ts';

describe('on SQLite', () => {
  pushSuite();
});
