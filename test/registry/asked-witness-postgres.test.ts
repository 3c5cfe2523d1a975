import { askedWitnessSuite } from './asked-witness-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(askedWitnessSuite);
