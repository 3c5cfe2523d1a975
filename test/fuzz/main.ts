import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type Failure, inputAt, keepInput, keptInputs, shrink, tryInput } from './engine.ts';
import type { Fuzzed } from './fuzzed.ts';
import { parserNamed, parsers } from './parsers.ts';

/*
 * `npm run fuzz -- --inputs N --seed S [--parser NAME]`: the inputs are spread over all parsers by their shares. Kept
 * inputs are played first. A failing input is made shorter and kept under corpus/.
 */

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    first: { type: 'string', default: '0' },
    parser: { type: 'string' },
  },
});
const [inputs, seed, first] = [values.inputs, values.seed, values.first].map(Number);
if (
  inputs === undefined ||
  seed === undefined ||
  first === undefined ||
  ![inputs, seed, first].every((n) => Number.isSafeInteger(n) && n >= 0)
) {
  process.stderr.write('Inputs, seed and first input are whole numbers.\n');
  process.exit(2);
}
const chosen = values.parser === undefined ? parsers : [parserNamed(values.parser)];
const shares = chosen.reduce((sum, { share }) => sum + share, 0);

/** One input may take so long on a busy machine; a parser that needs more hangs. */
const hangMs = 20_000;
const lookMs = 500;

/** Fuzzes in a worker and watches that it moves on. */
async function watched(parser: Fuzzed, from: number, to: number): Promise<Failure | undefined> {
  const at = new SharedArrayBuffer(4);
  const now = new Int32Array(at);
  now[0] = from;
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { parser: parser.name, seed, from, to, at } });
  const ended = new Promise<Failure | undefined>((resolve, reject) => {
    worker.once('message', (said: Failure | 'done') => resolve(said === 'done' ? undefined : said));
    worker.once('error', reject);
  });
  let seen = -1;
  let sinceMs = performance.now();
  const { promise: hung, resolve: hang } = Promise.withResolvers<number>();
  const timer = setInterval(() => {
    const number = Atomics.load(now, 0);
    if (number !== seen) [seen, sinceMs] = [number, performance.now()];
    else if (performance.now() - sinceMs > hangMs) hang(number);
  }, lookMs);
  const end = await Promise.race([ended, hung]);
  clearInterval(timer);
  await worker.terminate();
  if (typeof end !== 'number') return end;
  const input = inputAt(parser, await parser.seeds(), seed ?? 0, end);
  return { parser: parser.name, input, says: `no end within ${hangMs / 1000} s` };
}

let failed = 0;
let given = 0;
const begun = performance.now();
for (const parser of chosen) {
  const count = Math.ceil((inputs * parser.share) / shares);
  const start = performance.now();
  const kept = keptInputs(parser.name);
  for (const { file, input } of kept) {
    const says = await tryInput(parser, input);
    if (says === undefined) continue;
    failed += 1;
    process.stdout.write(`FAIL ${parser.name}: kept input ${file}: ${says}\n`);
  }
  const failure = await watched(parser, first, first + count);
  given += count + kept.length;
  const took = (performance.now() - start) / 1000;
  if (failure === undefined) {
    process.stdout.write(`ok   ${parser.name.padEnd(20)} ${String(count).padStart(8)} inputs, ${kept.length} kept, ${took.toFixed(1)} s\n`);
    continue;
  }
  failed += 1;
  const short = failure.says.startsWith('no end') ? failure : await shrink(parser, failure);
  process.stdout.write(`FAIL ${parser.name}: ${short.says}\n     kept in ${keepInput(short)} (${short.input.length} bytes)\n`);
}
process.stdout.write(
  `${given} inputs to ${chosen.length} parsers, ${failed} failed, seed ${seed}, ${Math.round((performance.now() - begun) / 1000)} s\n`,
);
process.exit(failed === 0 ? 0 : 1);
