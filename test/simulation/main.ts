import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { breakAll } from './breaks-run.ts';
import { playSeed } from './play.ts';
import { playYear } from './retention-year.ts';
import type { Told } from './worker.ts';

/*
 * The simulation: `npm run test:simulation -- --seeds N --from K`. `--seed X` plays one again, exactly, and `--trace`
 * tells its whole story. `--breaks` takes out one thing at a time and wants a seed to fail. `--year N` plays years of an ended
 * contract instead.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    breaks: { type: 'boolean', default: false },
    only: { type: 'string' },
    'until-failed': { type: 'boolean', default: false },
    /** Years of an ended contract, one a seed, with three benches. */
    year: { type: 'string' },
  },
});
const [seeds, from, jobs] = [values.seeds ?? '1000', values.from, values.jobs].map(Number);
if (
  seeds === undefined ||
  from === undefined ||
  jobs === undefined ||
  ![seeds, from, jobs].every((n) => Number.isSafeInteger(n) && n >= 0)
) {
  process.stderr.write('Seeds, the first of them and the number of jobs are whole numbers.\n');
  process.exit(2);
}
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** One seed, with all that can be said of it. */
async function one(seed: number): Promise<number> {
  const played = await playSeed(seed, { whole: values.trace });
  for (const line of played.story) say(line);
  for (const fault of played.faults) say(`FAIL seed ${seed}: ${fault}`);
  say(
    `seed ${seed}, trace ${played.trace}, ${played.steps} steps, ${played.requests} requests, ${played.logged} entries: ${played.faults.length === 0 ? 'ok' : 'FAIL'}`,
  );
  return played.faults.length;
}

/** Many seeds, shared among threads. @returns how many failed */
async function many(first: number, count: number, threads: number): Promise<number> {
  const begun = performance.now();
  let [failed, steps, requests, logged] = [0, 0, 0, 0];
  const answers = new Map<string, number>();
  const workers = Array.from(
    { length: Math.min(threads, count) },
    (_, nth) =>
      new Worker(new URL('worker.ts', import.meta.url), { workerData: { first: first + nth, end: first + count, step: threads } }),
  );
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.on('message', (told: Told) => {
            steps += told.steps;
            requests += told.requests;
            logged += told.logged;
            for (const [what, times] of told.answers) answers.set(what, (answers.get(what) ?? 0) + times);
            if (told.faults.length === 0) return;
            failed += 1;
            say(`FAIL seed ${told.seed}: ${told.faults.join('; ')}`);
            for (const line of told.story.slice(-25)) say(`     ${line}`);
            say(`     again with: npm run test:simulation -- --seed ${told.seed} --trace`);
            if (values['until-failed']) for (const each of workers) void each.terminate();
          });
          worker.once('error', reject);
          worker.once('exit', () => resolve());
        }),
    ),
  );
  for (const [what, times] of [...answers].toSorted((a, b) => b[1] - a[1])) say(`${String(times).padStart(9)}  ${what}`);
  const took = (performance.now() - begun) / 1000;
  say(
    `${count - failed} of ${count} seeds ok from ${first} on, ${steps} steps, ${requests} requests, ${logged} entries, ${Math.round(took)} s, ${Math.round((took * 1000) / count)} ms a seed with ${threads} threads`,
  );
  return failed;
}

/** Years of an ended contract. @returns how many failed */
async function years(first: number, count: number): Promise<number> {
  let failed = 0;
  for (let seed = first; seed < first + count; seed++) {
    const { faults, truth, requests } = await playYear(seed, 3);
    const refused = [...truth.refused].map(([why, times]) => `${times} ${why}`).join(', ');
    say(`${faults.length === 0 ? 'ok  ' : 'FAIL'} year ${seed}, ${requests} requests, refused: ${refused}`);
    for (const fault of faults) say(`     ${fault}`);
    if (faults.length > 0) failed += 1;
  }
  return failed;
}

const failed = values.breaks
  ? await breakAll({ ...(values.seeds === undefined ? {} : { seeds }), ...(values.only === undefined ? {} : { only: values.only }) })
  : values.year !== undefined
    ? await years(from, Number(values.year))
    : values.seed === undefined
      ? await many(from, seeds, jobs)
      : await one(Number(values.seed));
process.exit(failed === 0 ? 0 : 1);
