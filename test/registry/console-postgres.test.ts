import { consoleSuite } from './console-suite.ts';
import { erasingSuite } from './erasing-suite.ts';
import { programsSuite } from './programs-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  consoleSuite();
  erasingSuite();
  programsSuite();
});
