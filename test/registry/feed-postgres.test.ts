import { feedSuite } from './feed-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(feedSuite);
