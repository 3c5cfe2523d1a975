import { describe } from 'vitest';
import { certificatesSuite } from './certificates-suite.ts';

describe('on SQLite', () => {
  certificatesSuite();
});
