import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Break, breaks } from './breaks.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What the simulation needs of the tree. */
const parts = ['package.json', 'domain', 'contract', 'certificate', 'keys', 'db', 'station', 'registry', 'test/fuzz', 'test/simulation'];
const usualSeeds = 200;

/**
 * Plays seeds on a copy of the tree, each time with one thing broken, and wants the invariant that it breaks to be
 * found. The whole copy must pass first. @returns how many outcomes are not as the list has them
 */
export async function breakAll({ seeds = usualSeeds, only }: { readonly seeds?: number; readonly only?: string }): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-breaks-'));
  try {
    for (const part of parts) cpSync(join(root, part), join(dir, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'dir');
    let wrong = 0;
    const whole: Break = { name: 'whole', what: 'nothing is broken', breaks: [], patches: [], within: 60 };
    for (const one of [whole, ...breaks].filter(({ name }) => only === undefined || only === name)) {
      const said = await playBroken(dir, one, one.within ?? seeds);
      const expected = one.breaks.length > 0;
      const isAsListed = expected ? one.breaks.some((name) => said.says.includes(` ${name} `)) : said.seed === undefined;
      if (!isAsListed) wrong += 1;
      const verdict = said.seed === undefined ? (expected ? 'MISSED' : 'clean') : isAsListed ? `seed ${said.seed}` : `OTHER ${said.seed}`;
      process.stdout.write(
        `${verdict.padEnd(10)} ${one.name.padEnd(22)} ${one.what}${said.seed === undefined ? '' : `\n           ${said.says.slice(0, 160)}`}\n`,
      );
    }
    process.stdout.write(`${wrong} not as listed\n`);
    return wrong;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Throws when a patch does not fit the tree, or when the copy breaks by itself. */
async function playBroken(dir: string, one: Break, seeds: number): Promise<{ readonly seed: number | undefined; readonly says: string }> {
  const kept = new Map<string, string>();
  for (const { file, from, to } of one.patches) {
    const path = join(dir, file);
    const text = readFileSync(path, 'utf8');
    if (!kept.has(path)) kept.set(path, text);
    const pieces = text.split(from);
    if (pieces.length !== 2) throw new Error(`${file} does not hold what is to be broken, once: ${from}`);
    writeFileSync(path, pieces.join(to));
  }
  const args = [join(dir, 'test/simulation/main.ts'), '--seeds', String(seeds), '--until-failed', '--jobs', '1'];
  const { code, text } = await new Promise<{ readonly code: number; readonly text: string }>((resolve) => {
    const child = execFile(process.execPath, args, { cwd: dir, maxBuffer: 2 ** 26 }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? 1, text: `${out}${err}` }),
    );
  });
  for (const [path, before] of kept) writeFileSync(path, before);
  const says = text.split('\n').find((line) => line.startsWith('FAIL seed')) ?? '';
  // A copy that does not start proves nothing.
  if (code !== 0 && says === '') throw new Error(`the simulation without ${one.name} broke: ${text.slice(-600)}`);
  return { seed: says === '' ? undefined : Number(/^FAIL seed (\d+)/.exec(says)?.[1]), says };
}
