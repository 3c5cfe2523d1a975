import { runVerify } from './verify-run.ts';

/* The whole of `verify.mjs`: the checker by itself, for a folder that has nothing but Node. */
process.exitCode = await runVerify(process.argv.slice(2), undefined, import.meta.dirname);
