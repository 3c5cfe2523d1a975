import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program of this folder that serves a drive model to the kernel. It obeys lines and repeats each when done. */
export interface ModelServer {
  say(line: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one of the programs beside this folder. */
export function startModel(program: URL, args: readonly string[]): ModelServer {
  const child = spawn(process.execPath, [program.pathname, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting: { readonly line: string; readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (waiting[0]?.line === line) waiting.shift()?.done();
  });
  const ended = once(child, 'exit').then(() => {
    for (const { line, fail } of waiting.splice(0)) fail(new Error(`${program.pathname} ended before it did "${line}"`));
  });
  return {
    say: (line) =>
      new Promise((done, fail) => {
        waiting.push({ line, done, fail });
        child.stdin.write(`${line}\n`);
      }),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
