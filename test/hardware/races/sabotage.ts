import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sabotage, sabotages } from './guards.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** What a race needs of the tree. */
const parts = ['package.json', 'domain', 'contract', 'hardware', 'keys', 'test/kit', 'test/fuzz', 'test/hardware/races'];

interface Outcome {
  readonly found: boolean;
  /** The first line that the races had to say of it. */
  readonly says: string;
}

/** Races on a copy of the tree, each time without one guard. @returns how many outcomes are not as the list has them */
export async function sabotageAll(rounds: number, seed: number, only?: string): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-sabotage-'));
  try {
    for (const part of parts) cpSync(join(root, part), join(dir, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'dir');
    const whole: Sabotage = { name: 'whole', what: 'nothing is taken out', patches: [] };
    let wrong = 0;
    for (const one of [whole, ...sabotages.filter(({ name }) => only === undefined || only === name)])
      if (!tell(one, await raceWithout(dir, one, rounds, seed))) wrong += 1;
    process.stdout.write(`${wrong} not as listed, ${rounds} rounds at most for each, seed ${seed}\n`);
    return wrong;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @returns whether the outcome is as listed */
function tell({ name, what, patches, backedUpBy }: Sabotage, { found, says }: Outcome): boolean {
  const expected = patches.length > 0 && backedUpBy === undefined;
  const asListed = found ? 'found' : patches.length === 0 ? 'clean' : 'backed up';
  const verdict = found === expected ? asListed : found ? 'FOUND' : 'MISSED';
  process.stdout.write(`${verdict.padEnd(10)} ${name.padEnd(15)} ${what}${found ? `\n           ${says}` : ''}\n`);
  if (backedUpBy !== undefined) process.stdout.write(`           backed up by ${backedUpBy}\n`);
  return found === expected;
}

/** Plays rounds until one fails. Throws when a patch does not fit the tree, or when the copy breaks by itself. */
async function raceWithout(dir: string, one: Sabotage, rounds: number, seed: number): Promise<Outcome> {
  const kept = new Map<string, string>();
  for (const { file, from, to } of one.patches) {
    const path = join(dir, file);
    const text = readFileSync(path, 'utf8');
    if (!kept.has(path)) kept.set(path, text);
    const pieces = text.split(from);
    if (pieces.length !== 2) throw new Error(`${file} does not hold what is to be taken out, once: ${from}`);
    writeFileSync(path, pieces.join(to));
  }
  const { code, text } = await run(dir, [
    '--rounds',
    String(rounds * (one.rare ?? 1)),
    '--seed',
    String(seed),
    '--until-failed',
    ...(one.stamps === true ? ['--stamps'] : []),
  ]);
  for (const [path, before] of kept) writeFileSync(path, before);
  const says = text.split('\n').find((line) => line.startsWith('FAIL round')) ?? '';
  // A copy that does not start proves nothing.
  if (code !== 0 && says === '') throw new Error(`the races without ${one.name} broke: ${text.slice(-400)}`);
  return { found: code !== 0, says };
}

function run(dir: string, args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(dir, 'test/hardware/races/main.ts'), ...args], { cwd: dir }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? 1, text: `${out}${err}` });
    });
  });
}
