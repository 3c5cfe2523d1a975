import { onPostgres } from '../stores.ts';
import { outletsSuite } from './outlets-suite.ts';

onPostgres(() => {
  outletsSuite();
});
