import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sabotage, sabotages } from './gates.ts';
import { hallSabotages } from './hall-gates.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** What a walk needs of the tree. */
const parts = ['package.json', 'domain', 'contract', 'certificate', 'keys', 'db', 'station', 'test/fuzz', 'test/domain/custody'];

interface Outcome {
  readonly found: boolean;
  readonly says: string;
}

/** Walks on a copy of the tree, each time without one gate. @returns how many outcomes are not as the list has them */
export async function sabotageAll(histories: number, seed: number, only?: string): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-sabotage-'));
  try {
    for (const part of parts) cpSync(join(root, part), join(dir, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'dir');
    const whole: Sabotage = { name: 'whole', what: 'nothing is taken out', on: only === 'hall' ? 'hall' : 'fold', patches: [] };
    let wrong = 0;
    for (const one of [
      whole,
      ...[...sabotages, ...hallSabotages].filter(({ name, on }) => only === undefined || only === name || only === on),
    ])
      if (!tell(one, await walkWithout(dir, one, histories, seed))) wrong += 1;
    process.stdout.write(`${wrong} not as listed, ${histories} histories at most for each, seed ${seed}\n`);
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
  process.stdout.write(`${verdict.padEnd(10)} ${name.padEnd(18)} ${what}${found ? `\n           ${says}` : ''}\n`);
  if (backedUpBy !== undefined) process.stdout.write(`           backed up by ${backedUpBy}\n`);
  return found === expected;
}

/** Walks until a history fails. Throws when a patch does not fit the tree, or when the copy breaks by itself. */
async function walkWithout(dir: string, one: Sabotage, histories: number, seed: number): Promise<Outcome> {
  const kept = new Map<string, string>();
  for (const { file, from, to } of one.patches) {
    const path = join(dir, file);
    const text = readFileSync(path, 'utf8');
    if (!kept.has(path)) kept.set(path, text);
    const pieces = text.split(from);
    if (pieces.length !== 2) throw new Error(`${file} does not hold what is to be taken out, once: ${from}`);
    writeFileSync(path, pieces.join(to));
  }
  const most = one.backedUpBy === undefined ? histories : Math.ceil(histories / 4);
  const { code, text } = await run(dir, ['--histories', String(most), '--seed', String(seed), '--on', one.on, '--until-failed']);
  for (const [path, before] of kept) writeFileSync(path, before);
  const says = text.split('\n').find((each) => each.startsWith('FAIL ')) ?? '';
  // A copy that does not start proves nothing.
  if (code !== 0 && says === '') throw new Error(`the walk without ${one.name} broke: ${text.slice(-400)}`);
  return { found: code !== 0, says };
}

function run(dir: string, args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(dir, 'test/domain/custody/walk/main.ts'), ...args], { cwd: dir }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? 1, text: `${out}${err}` });
    });
  });
}
