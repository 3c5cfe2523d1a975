import { conflictsSuite } from './conflicts-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(conflictsSuite);
