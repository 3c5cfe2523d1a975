import { describe } from 'vitest';
import { firmwareSuite } from './firmware-suite.ts';

describe('on SQLite', { timeout: 60_000 }, () => {
  firmwareSuite();
});
