import { describe } from 'vitest';
import { policyDraftsSuite } from './policy-drafts-suite.ts';

describe('on SQLite', { timeout: 60_000 }, () => {
  policyDraftsSuite();
});
