import { parseArgs } from 'node:util';
import { registryRounds } from './registry/rounds.ts';
import { playRound } from './round.ts';

/*
 * The kill test: `npm run test:kill -- --rounds N --seed S`. Each round kills the whole job at a moment that seed and
 * round decide, and looks at what is left. With `--store sqlite|postgres|both` a station and a registry are killed instead, while facts
 * go from one to the other. A failing round is played again with `--seed S --first R --rounds 1`.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    first: { type: 'string', default: '1' },
    store: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);
const first = Number(values.first);
if (![rounds, seed, first].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  process.stderr.write('Rounds, seed and first round are whole numbers.\n');
  process.exit(2);
}

if (values.store !== undefined) {
  const stores =
    values.store === 'both'
      ? (['sqlite', 'postgres'] as const)
      : values.store === 'postgres'
        ? (['postgres'] as const)
        : (['sqlite'] as const);
  process.exit((await registryRounds(stores, { seed, first, rounds })) === 0 ? 0 : 1);
}

let failed = 0;
let longestMs = 0;
let told = 0;
const begun = performance.now();
for (let round = first; round < first + rounds; round++) {
  const result = await playRound(seed, round);
  longestMs = Math.max(longestMs, result.durationMs);
  told += result.told;
  const where = `killed ${result.moment.delayMs} ms after fact ${result.moment.afterFacts} (${result.at}), ${result.helpers} helpers, ${result.told} facts told`;
  const states = result.settled.map((line) => line.split(' ')[1]).join(' ');
  process.stdout.write(
    `round ${round}  ${result.faults.length === 0 ? 'ok  ' : 'FAIL'}  ${(result.durationMs / 1000).toFixed(1)} s  ${where}; left: ${states === '' ? 'no drive yet' : states}\n`,
  );
  if (result.faults.length === 0) continue;
  failed += 1;
  for (const fault of result.faults) process.stdout.write(`          ${fault}\n`);
  process.stdout.write(`          kept in ${result.dir}; again with: npm run test:kill -- --seed ${seed} --first ${round} --rounds 1\n`);
}
process.stdout.write(
  `${rounds - failed} of ${rounds} rounds ok, seed ${seed}, ${told} facts told before the kills, ${Math.round((performance.now() - begun) / 1000)} s, longest round ${(longestMs / 1000).toFixed(1)} s\n`,
);
process.exit(failed === 0 ? 0 : 1);
