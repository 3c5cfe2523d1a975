import { describe } from 'vitest';
import { consoleDataSuite } from './console-data-suite.ts';

describe('what the console shows, on SQLite', { timeout: 60_000 }, () => {
  consoleDataSuite();
});
