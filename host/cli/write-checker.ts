import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { builtChecker, bundleChecker } from './checker-file.ts';

/* A build step: leaves the checker where a packed program finds it. */
mkdirSync(dirname(builtChecker), { recursive: true });
writeFileSync(builtChecker, await bundleChecker());
