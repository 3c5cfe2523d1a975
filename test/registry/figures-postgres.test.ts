import { figuresSuite } from './figures-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  figuresSuite();
});
