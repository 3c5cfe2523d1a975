import { retentionSuite } from './retention-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  retentionSuite();
});
