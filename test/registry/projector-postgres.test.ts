import { projectorSuite } from './projector-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(projectorSuite);
