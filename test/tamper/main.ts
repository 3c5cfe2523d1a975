import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { added, type Tallied } from './tally.ts';
import { outcomeName, partOutcome, type PartPlan, sizes, type SweepName, sweeps } from './whole-plan.ts';

/*
 * The tamper test: `npm run test:tamper -- --of station|registry|beside|postgres --jobs N --from B --to B --every N --seed S --in DIR`.
 * Without `--every` each byte is changed in turn. Parts that ended are kept in DIR: what was cut short goes on there, and
 * the table is of all that DIR holds.
 */

const { values } = parseArgs({
  options: {
    of: { type: 'string', multiple: true, default: [...sweeps] },
    jobs: { type: 'string', default: '2' },
    every: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    to: { type: 'string' },
    /** Bytes, or changes of cells, of one part. */
    part: { type: 'string' },
    in: { type: 'string' },
  },
});
const [jobs, every, seed] = [values.jobs, values.every, values.seed].map(Number);
const [from, to, part] = [values.from, values.to, values.part].map((text) => (text === undefined ? undefined : Number(text)));
const isCount = (least: number) => (n: number | undefined) => n === undefined || (Number.isSafeInteger(n) && n >= least);
const of = sweeps.filter((name) => values.of.includes(name));
if (of.length < new Set(values.of).size || ![jobs, every, seed, to, part].every(isCount(1)) || !isCount(0)(from)) {
  process.stderr.write(`--of is ${sweeps.join(', ')}, and may come more than once; the others are whole numbers.\n`);
  process.exit(2);
}
const dir = values.in === undefined ? mkdtempSync(join(tmpdir(), 'custos-tamper-')) : resolve(values.in);
mkdirSync(dir, { recursive: true });
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

/** Plays one part in a process of its own. @returns whether it came to its end */
function played(plan: PartPlan): Promise<boolean> {
  const child = spawn(process.execPath, [vitest, 'run', '--config', 'build/vitest.tamper.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CUSTOS_TAMPER: JSON.stringify(plan) },
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString('utf8')));
  return new Promise((done) => {
    child.once('exit', (code) => {
      if (code !== 0) say(said);
      done(code === 0);
    });
  });
}

/** How much of a sweep one process takes. */
const partOf: Readonly<Record<SweepName, number>> = { station: 30_000, registry: 60_000, beside: 1, postgres: 4_000 };

function partsOf(name: SweepName, size: number): readonly PartPlan[] {
  const common = { of: name, dir, every: every ?? 1, seed: seed ?? 1 };
  if (name === 'beside') return [{ ...common, from: 0 }];
  const end = Math.min(to ?? size, size);
  const step = part ?? partOf[name];
  const parts: PartPlan[] = [];
  for (let at = from ?? 0; at < end; at += step) {
    const isLast = at + step >= end;
    parts.push({ ...common, from: at, ...(isLast && to === undefined ? {} : { to: Math.min(at + step, end) }) });
  }
  return parts;
}

/** Shares parts among processes. @returns how many did not come to their end */
async function shared(parts: readonly PartPlan[], threads: number): Promise<number> {
  const waiting = parts.filter((plan) => !existsSync(join(dir, outcomeName(plan))));
  let [broken, done] = [0, parts.length - waiting.length];
  const worker = async (): Promise<void> => {
    for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
      if (!(await played(plan))) broken += 1;
      done += 1;
      process.stderr.write(`${done} of ${parts.length} parts, the last of them ${plan.of} from ${plan.from}\n`);
    }
  };
  await Promise.all(Array.from({ length: threads }, worker));
  return broken;
}

const kinds = ['fsck', 'SQLite', 'the database', 'unsaid', 'harmless'] as const;

/** The table of all parts in the folder. @returns how many changes nobody found */
function tabled(): number {
  const files = new Map<string, Tallied[]>();
  for (const name of readdirSync(dir).filter((each) => each.startsWith('part-')))
    for (const { file, tally } of partOutcome.parse(JSON.parse(readFileSync(join(dir, name), 'utf8'))))
      files.set(file, [...(files.get(file) ?? []), tally]);
  say(`| File | Changed | ${kinds.join(' | ')} | missed |\n|---|${'---|'.repeat(kinds.length + 2)}`);
  const all = [...files].map(([file, tallies]) => ({ file, ...added(tallies) }));
  for (const { file, by, missed } of all) {
    const counts = kinds.map((kind) => Object.entries(by).reduce((sum, [name, count]) => (name.startsWith(kind) ? sum + count : sum), 0));
    const changed = counts.reduce((sum, count) => sum + count, missed.length);
    say(`| ${file} | ${changed} | ${counts.join(' | ')} | ${missed.length} |`);
  }
  for (const { file, by, missed } of all) {
    const finders = Object.entries(by).toSorted((a, b) => b[1] - a[1]);
    say(`${file}: ${finders.map(([name, count]) => `${count} ${name}`).join(', ')}`);
    for (const line of missed) say(`MISSED    ${line}`);
  }
  return all.reduce((sum, { missed }) => sum + missed.length, 0);
}

const begun = performance.now();
const isMade = existsSync(join(dir, 'sizes.json')) || (await played({ of: 'make', dir, seed: 1, every: 1, from: 0 }));
if (!isMade) process.exit(1);
const size = sizes.parse(JSON.parse(readFileSync(join(dir, 'sizes.json'), 'utf8')));
let broken = 0;
// Files beside are changed in place, and the others read them: they come alone.
if (of.includes('beside')) broken += await shared(partsOf('beside', 1), 1);
broken += await shared(
  of.filter((name) => name !== 'beside').flatMap((name) => partsOf(name, size[name])),
  jobs ?? 1,
);
const missed = tabled();
if (values.in === undefined) rmSync(dir, { recursive: true, force: true });
say(`${missed} changes not found, ${broken} parts did not come to their end, ${Math.round((performance.now() - begun) / 1000)} s`);
process.exit(missed + broken === 0 ? 0 : 1);
