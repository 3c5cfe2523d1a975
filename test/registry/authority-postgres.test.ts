import { authoritySuite } from './authority-suite.ts';
import { erasureSuite } from './erasure-suite.ts';
import { onPostgres } from './stores.ts';

onPostgres(() => {
  authoritySuite();
  erasureSuite();
});
