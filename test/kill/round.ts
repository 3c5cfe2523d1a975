import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { layOut } from './bench.ts';

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Modules as they were compiled before: a round starts a dozen processes of the same program. */
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'custos-kill-compiled');

/** When the process is killed: so long after a line of its own, so that a slow machine is killed at the same place. */
export interface KillMoment {
  readonly afterFacts: number;
  readonly delayMs: number;
}

export interface RoundResult {
  readonly moment: KillMoment;
  /** Newest fact that was told before the kill. */
  readonly at: string;
  readonly told: number;
  readonly helpers: number;
  readonly faults: readonly string[];
  readonly settled: readonly string[];
  readonly durationMs: number;
  /** Kept when something is wrong. */
  readonly dir: string;
}

/** About so many facts does the whole job write. */
const factsOfJob = 62;

/** Small seeded generator (mulberry32): a round is told by seed and number alone. */
export function momentOf(seed: number, round: number): KillMoment {
  let state = (Math.imul(seed, 2_654_435_761) + Math.imul(round, 40_503)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  // Half of the delays are short: between a fact and what follows from it.
  const afterFacts = Math.floor(next() * factsOfJob);
  return { afterFacts, delayMs: Math.floor(next() < 0.5 ? next() * 40 : next() * 1200) };
}

/** One round: a job on a fresh folder, killed; then a new process on the same folder. */
export async function playRound(seed: number, round: number): Promise<RoundResult> {
  const begun = performance.now();
  const moment = momentOf(seed, round);
  const dir = mkdtempSync(join(tmpdir(), 'custos-kill-'));
  await layOut(dir);
  const { told, at, helpers, faults } = await workUntilKilled(dir, moment);
  const toldFile = join(dir, 'told');
  writeFileSync(toldFile, told.join('\n'));
  const after = await settle(dir, toldFile);
  const all = [...faults, ...after.faults];
  if (all.length === 0) rmSync(dir, { recursive: true, force: true });
  return {
    moment,
    at,
    told: told.length,
    helpers,
    faults: all,
    settled: after.settled,
    durationMs: Math.round(performance.now() - begun),
    dir,
  };
}

async function workUntilKilled(
  dir: string,
  moment: KillMoment,
): Promise<{ readonly told: readonly string[]; readonly at: string; readonly helpers: number; readonly faults: readonly string[] }> {
  const child = spawn(process.execPath, [program('work.ts'), dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const heard = listen(child, moment.afterFacts);
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)));
  const ready = await Promise.race([heard.ready.then(() => true), ended.then(() => false), pause(90_000, false, { ref: false })]);
  if (ready) await pause(moment.delayMs);
  // Stopped first, so that the list of its helpers is whole.
  child.kill('SIGSTOP');
  const helpers = await childrenOf(child.pid ?? -1);
  child.kill('SIGKILL');
  const signal = await ended;
  const faults = signal === 'SIGKILL' ? [] : ['the job ended by itself before it was killed'];
  if (!ready) faults.push(`the job did not come to fact ${moment.afterFacts}`);
  if (!(await allGone(helpers))) faults.push('a helper outlived its station');
  return { told: heard.told(), at: heard.at(), helpers: helpers.length, faults };
}

/** Reads whole lines only: what was cut by the kill was not told. */
function listen(child: ChildProcess, afterFacts: number): { readonly ready: Promise<void>; told(): readonly string[]; at(): string } {
  const told = new Set<string>();
  let at = 'start';
  let rest = '';
  let facts = 0;
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [word = '', hash = '', type = ''] = line.split(' ');
        if (word === 'told' || word === 'receipt') told.add(hash);
        if (word === 'told') {
          facts += 1;
          at = type;
        }
        if (facts >= afterFacts || word === 'finished') resolve();
      }
    });
  });
  return { ready, told: () => [...told], at: () => at };
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout.split('\n').flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return parent === pid && child !== undefined ? [child] : [];
  });
}

/** Helpers end by themselves when their station is gone: they may bring a last write home first. */
async function allGone(pids: readonly number[]): Promise<boolean> {
  for (const until = Date.now() + 35_000; Date.now() < until; await pause(50)) if (!pids.some(isAlive)) return true;
  return false;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const settledReport = z.object({ faults: z.array(z.string()), settled: z.array(z.string()) });

function settle(dir: string, toldFile: string): Promise<z.infer<typeof settledReport>> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program('settle.ts'), dir, toldFile], { stdio: ['ignore', 'pipe', 'inherit'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 180_000);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const last = text.trim().split('\n').at(-1) ?? '';
      resolve(
        code === 0 && last.startsWith('{')
          ? settledReport.parse(JSON.parse(last))
          : { faults: [`the process after the kill ended with ${code ?? signal ?? 'nothing'}`], settled: [] },
      );
    });
  });
}
