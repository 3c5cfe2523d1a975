import { witnessSuite } from './witness-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(witnessSuite);
