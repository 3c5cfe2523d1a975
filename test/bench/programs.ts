import { spawn } from 'node:child_process';

/** Runs a program to its end. @returns what it wrote to its standard output. Throws with what it said when it ends badly. */
export function run(program: string, ...args: readonly string[]): Promise<string> {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let written = '';
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.once('error', fail);
    child.once('close', (code, signal) => {
      if (code === 0) settle(written);
      else fail(new Error(`${program} ended with ${String(code ?? signal)}: ${said.trim()}`));
    });
  });
}
