import { spawn } from 'node:child_process';

/** Runs a program to its end. Throws with what it said when it ends badly. */
export function run(program: string, ...args: readonly string[]): Promise<void> {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.once('error', fail);
    child.once('close', (code, signal) => {
      if (code === 0) settle();
      else fail(new Error(`${program} ended with ${String(code ?? signal)}: ${said.trim()}`));
    });
  });
}
