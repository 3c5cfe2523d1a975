import { describe } from 'vitest';
import { askedWitnessSuite } from './asked-witness-suite.ts';

describe('on SQLite', () => {
  askedWitnessSuite();
});
