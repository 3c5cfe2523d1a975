import { firmwareSuite } from './firmware-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  firmwareSuite();
});
