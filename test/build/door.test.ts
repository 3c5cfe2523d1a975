import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const childModule = new URL('../../build/setup/child.mjs', import.meta.url).href;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })));
}

describe('the door of every command', () => {
  const door = (...args: readonly string[]): Promise<Ended> =>
    ended(spawn(process.execPath, [join(root, 'build', 'run.mjs'), ...args], { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] }));

  it('passes every argument on, keeps stdout for the command alone, and says nothing when nothing is missing', async () => {
    const version = await door('custos', '--version');
    expect(version).toMatchObject({ code: 0, err: '' });
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('gives back the exit code of the command', async () => {
    expect((await door('custos', 'no-such-command')).code).not.toBe(0);
  });

  it('names the commands when one is unknown, on stderr', async () => {
    const { code, out, err } = await door('frobnicate');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('start, custos, test, typecheck');
  });

  it('knows no command that every object has', async () => expect((await door('constructor')).code).toBe(1));
});

/** The two ways to run a program: becoming it (where the system can) and following it. */
describe.each(['become', 'follow'] as const)('a program that the door %ss', (way) => {
  const folder = mkdtempSync(join(tmpdir(), 'custos-door-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'program.mjs');
  const wrapper = join(folder, `${way}.mjs`);

  beforeAll(() => {
    writeFileSync(
      program,
      `process.on('SIGTERM', () => { console.log('term'); process.exit(7); });
       process.on('SIGINT', () => { console.log('int'); process.exit(8); });
       console.log(JSON.stringify({ pid: process.pid, args: process.argv.slice(2) }));
       if (process.argv[2] === 'end') process.exit(Number(process.argv[3]));
       setTimeout(() => process.exit(99), 15000);`,
    );
    const call =
      way === 'become'
        ? `become([${JSON.stringify(program)}, ...args])`
        : `follow(process.execPath, [${JSON.stringify(program)}, ...args])`;
    writeFileSync(
      wrapper,
      `import { become, follow } from ${JSON.stringify(childModule)};\nconst args = process.argv.slice(2);\nprocess.exitCode = await ${call};\n`,
    );
  });

  const start = (env: NodeJS.ProcessEnv, ...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [wrapper, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const firstLine = (child: ChildProcess): Promise<{ readonly pid: number; readonly args: readonly string[] }> =>
    new Promise((resolve) => child.stdout?.once('data', (chunk) => resolve(JSON.parse(String(chunk).split('\n')[0] ?? '') as never))); // printed above

  it('gets its arguments untouched and gives its exit code back', async () => {
    const { code, out } = await ended(start({}, 'end', '5', '--json', '', 'a b'));
    expect([code, JSON.parse(out)]).toMatchObject([5, { args: ['end', '5', '--json', '', 'a b'] }]);
  });

  it.each([
    ['SIGTERM', 'term', 7],
    ['SIGINT', 'int', 8],
  ] as const)('hears %s once and ends in its own way', async (signal, word, code) => {
    const child = start({});
    const end = ended(child);
    await firstLine(child);
    child.kill(signal);
    const { code: left, out } = await end;
    expect([left, out.split('\n').slice(1)]).toEqual([code, [word, '']]);
  });

  it('is no orphan: it is gone when the door is', async () => {
    const child = start({});
    const end = ended(child);
    const { pid } = await firstLine(child);
    child.kill('SIGTERM');
    await end;
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

it('a program behind an older Node ends when that one is killed without a word', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'custos-follow-'));
  const program = join(folder, 'program.mjs');
  const outer = join(folder, 'outer.mjs');
  writeFileSync(program, `console.log(process.pid, process.env.CUSTOS_FOLLOWS);\nsetTimeout(() => process.exit(99), 15000);\n`);
  writeFileSync(
    outer,
    `import { spawn } from 'node:child_process';
     const inner = 'import { become } from ${childModule.replaceAll("'", '')};'.replace(/from (\\S+);/, 'from "$1";') + 'await become([' + JSON.stringify(${JSON.stringify(program)}) + ']);';
     spawn(process.execPath, ['--input-type=module', '-e', inner], { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, CUSTOS_FOLLOWS: String(process.pid) } });`,
  );
  const child = spawn(process.execPath, [outer], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
  const pid = Number(line.split(' ')[0]);
  expect(line).toContain('undefined'); // its own children must not inherit it
  child.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5000, interval: 100 }).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
