import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { wholePlan } from './whole-plan.ts';

/*
 * The tamper test: `npm run test:tamper -- --of station|registry|postgres|all --what cells|bytes|both --every N --gap-every N --seed S`.
 * Without `--every` each cell and each byte that pages use is changed in turn.
 */

const { values } = parseArgs({
  options: {
    of: { type: 'string' },
    what: { type: 'string' },
    every: { type: 'string' },
    'gap-every': { type: 'string' },
    seed: { type: 'string' },
  },
});
const { of, what, every, 'gap-every': gapEvery, seed } = values;
const numbers = Object.entries({ every, gapEvery, seed }).flatMap(([name, text]) => (text === undefined ? [] : [[name, Number(text)]]));
const read = wholePlan.safeParse({
  ...(of === undefined ? {} : { of }),
  ...(what === undefined ? {} : { what }),
  ...Object.fromEntries(numbers),
});
if (!read.success) {
  process.stderr.write(
    '--of is station, registry, postgres or all; --what is cells, bytes or both; the others are whole numbers from 1 on.\n',
  );
  process.exit(2);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'build/vitest.tamper.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CUSTOS_TAMPER: JSON.stringify(read.data) },
});
process.exit(status ?? 1);
