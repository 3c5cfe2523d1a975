import { onPostgres } from '../registry/stores.ts';
import { consoleMainPath } from './console-main-path.ts';

/** The same over PostgreSQL. */
onPostgres(() => {
  consoleMainPath();
});
