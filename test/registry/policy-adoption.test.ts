import { describe } from 'vitest';
import { policyAdoptionSuite } from './policy-adoption-suite.ts';

describe('on SQLite', { timeout: 60_000 }, () => {
  policyAdoptionSuite();
});
