import { parseArgs } from 'node:util';
import { openSurface, surfaceNames, type SurfaceName, walk } from './history.ts';
import { sabotageAll } from './sabotage.ts';

/*
 * Histories of drives, legal and illegal: `npm run test:walk -- --histories N --seed S`. One again: `--seed S --first R
 * --histories 1 --on fold`. `--sabotage` takes out one gate at a time and wants each loss to be found.
 */

const { values } = parseArgs({
  options: {
    histories: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    first: { type: 'string', default: '1' },
    /** One surface alone. */
    on: { type: 'string' },
    sabotage: { type: 'boolean', default: false },
    only: { type: 'string' },
    'until-failed': { type: 'boolean', default: false },
  },
});
const [histories = 0, seed = 0, first = 0] = [values.histories ?? (values.sabotage ? '3000' : '100000'), values.seed, values.first].map(
  Number,
);
const on = surfaceNames.filter((name) => values.on === undefined || name === values.on);
if (![histories, seed, first].every((n) => Number.isSafeInteger(n) && n >= 0) || on.length === 0) {
  process.stderr.write(`Histories, seed and first are whole numbers; surfaces are ${surfaceNames.join(', ')}.\n`);
  process.exit(2);
}

/** SQLite and signatures take their time: of the histories that the fold walks, these share them. */
const share: Readonly<Record<SurfaceName, number>> = { fold: 1, station: 20, pull: 40, hall: 20 };
const mostTold = 5;

function walkOn(name: SurfaceName): number {
  const begun = performance.now();
  const surface = openSurface(name);
  const gone = new Map<string, number>();
  const count = values.on === undefined ? Math.ceil(histories / share[name]) : histories;
  let [failed, wishes, written] = [0, 0, 0];
  for (let number = first; number < first + count; number++) {
    const walked = walk(surface, seed, number);
    wishes += walked.wishes;
    written += walked.written;
    for (const [what, times] of walked.gone) gone.set(what, (gone.get(what) ?? 0) + times);
    if (walked.faults.length === 0) continue;
    failed += 1;
    if (failed > mostTold) continue;
    process.stdout.write(`FAIL ${name} ${number}: ${walked.faults.join('; ')}\n`);
    for (const each of walked.lines) process.stdout.write(`     ${each}\n`);
    process.stdout.write(`     again with: npm run test:walk -- --seed ${seed} --first ${number} --histories 1 --on ${name}\n`);
    if (values['until-failed']) break;
  }
  surface.close();
  for (const [what, times] of [...gone].toSorted((a, b) => b[1] - a[1])) process.stdout.write(`${String(times).padStart(7)}  ${what}\n`);
  const seconds = Math.round((performance.now() - begun) / 1000);
  process.stdout.write(
    `${name}: ${count - failed} of ${count} histories ok, seed ${seed}, ${written} of ${wishes} wishes written, ${seconds} s\n`,
  );
  return failed;
}

const failed = values.sabotage ? await sabotageAll(histories, seed, values.only) : on.reduce((sum, name) => sum + walkOn(name), 0);
process.exit(failed === 0 ? 0 : 1);
