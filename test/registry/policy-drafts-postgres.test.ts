import { policyDraftsSuite } from './policy-drafts-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  policyDraftsSuite();
});
