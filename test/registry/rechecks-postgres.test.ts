import { driveIndexSuite } from './drive-index-suite.ts';
import { recheckPageSuite } from './recheck-page-suite.ts';
import { rechecksSuite } from './rechecks-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  rechecksSuite();
  recheckPageSuite();
  driveIndexSuite();
});
