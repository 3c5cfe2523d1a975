import { consoleDataSuite } from './console-data-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  consoleDataSuite();
});
