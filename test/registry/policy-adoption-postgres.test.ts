import { policyAdoptionSuite } from './policy-adoption-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  policyAdoptionSuite();
});
