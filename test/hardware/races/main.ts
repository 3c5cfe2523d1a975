import { parseArgs } from 'node:util';
import { playRound } from './round.ts';
import { sabotageAll } from './sabotage.ts';

/*
 * Races of hands, docks and helpers: `npm run test:races -- --rounds N --seed S`. A failing round is played again with
 * `--seed S --first R --rounds 1`. `--sabotage` takes out one guard at a time and wants each loss to be found.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    first: { type: 'string', default: '1' },
    sabotage: { type: 'boolean', default: false },
    stamps: { type: 'boolean', default: false },
    only: { type: 'string' },
    'until-failed': { type: 'boolean', default: false },
  },
});
const [rounds, seed, first] = [values.rounds ?? (values.sabotage ? '600' : '10000'), values.seed, values.first].map(Number);
if (
  rounds === undefined ||
  seed === undefined ||
  first === undefined ||
  ![rounds, seed, first].every((n) => Number.isSafeInteger(n) && n >= 0)
) {
  process.stderr.write('Rounds, seed and first round are whole numbers.\n');
  process.exit(2);
}

/** Failing rounds that are told in full. */
const mostTold = 5;

async function race(from: number, count: number, run: number): Promise<number> {
  const begun = performance.now();
  const ends = new Map<string, number>();
  let failed = 0;
  let strikes = 0;
  let steps = 0;
  for (let round = from; round < from + count; round++) {
    const result = await playRound(run, round, values.stamps);
    strikes += result.strikes;
    steps += result.steps;
    for (const end of result.ends) ends.set(end, (ends.get(end) ?? 0) + 1);
    if (result.faults.length === 0) continue;
    failed += 1;
    if (failed > mostTold) continue;
    process.stdout.write(`FAIL round ${round}: ${result.faults.join('; ')}\n`);
    for (const line of [...result.events, `ends: ${result.ends.join(', ')}`]) process.stdout.write(`     ${line}\n`);
    process.stdout.write(
      `     again with: npm run test:races -- --seed ${run} --first ${round} --rounds 1${values.stamps ? ' --stamps' : ''}\n`,
    );
    if (values['until-failed']) break;
  }
  for (const [end, times] of [...ends].toSorted((a, b) => b[1] - a[1])) process.stdout.write(`${String(times).padStart(7)}  ${end}\n`);
  process.stdout.write(
    `${count - failed} of ${count} rounds ok, seed ${run}, ${strikes} clearances struck, ${steps} steps, ${Math.round((performance.now() - begun) / 1000)} s\n`,
  );
  return failed;
}

const failed = values.sabotage ? await sabotageAll(rounds, seed, values.only) : await race(first, rounds, seed);
process.exit(failed === 0 ? 0 : 1);
