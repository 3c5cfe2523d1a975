import { parseArgs } from 'node:util';
import { whyNoPostgres } from '../kit/postgres.ts';
import { playStandbyRound } from './round.ts';

/*
 * The standby test: `npm run test:standby -- --rounds N`. Each round kills the primary of two real PostgreSQL servers a
 * little later under load, promotes the other one, and holds everything that was acknowledged against the log.
 */

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const missing = whyNoPostgres();
if (!Number.isSafeInteger(rounds) || rounds < 1 || missing !== undefined) {
  process.stderr.write(missing === undefined ? 'Rounds are a whole number from 1 on.\n' : `Nothing was run: ${missing}.\n`);
  process.exit(2);
}

let failed = 0;
const { faults: lost } = await playStandbyRound({ killAfter: 60, stations: 3, isCutOff: true });
const isFound =
  lost.some((fault) => fault.includes('acknowledged before the kill')) && lost.some((fault) => fault.includes('log_rollback'));
process.stdout.write(
  `a standby that was cut off: ${isFound ? 'the loss is found, and the guard lets nothing be signed' : 'FAIL, the loss is not found'}\n`,
);
if (!isFound) failed += 1;
for (let round = 1; round <= rounds; round += 1) {
  const { faults, before, after, checkpoints, outageMs } = await playStandbyRound({ killAfter: 137 * round, stations: 6 });
  const said = `${before} acknowledged before the kill, ${after} after it, ${checkpoints} checkpoints seen, ${(outageMs / 1_000).toFixed(1)} s without`;
  process.stdout.write(`round ${round}  ${faults.length === 0 ? 'ok  ' : 'FAIL'}  ${said}\n`);
  for (const fault of faults) process.stdout.write(`          ${fault}\n`);
  if (faults.length > 0) failed += 1;
}
process.stdout.write(failed === 0 ? `${rounds} rounds ok\n` : `${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
