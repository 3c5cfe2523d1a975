import { certificatesSuite } from './certificates-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(certificatesSuite);
