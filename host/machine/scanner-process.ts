import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type FromScanners, fromScanners, lineCutter, readLine, type ToScanners } from '../../hardware/scanners/lines.ts';

/** The scanner process, started again whenever it ends by itself. */
export interface ScannerProcess {
  /** Starts it, once. */
  begin(): void;
  send(message: ToScanners): void;
  /** Resolves when it is gone for good. */
  close(): Promise<void>;
}

export interface ScannerProcessEars {
  /** It was started anew and knows nothing. */
  readonly onStart: () => void;
  readonly onMessage: (message: FromScanners) => void;
  readonly onEnd: (why: string) => void;
  readonly log: (line: string) => void;
}

/** Waits before it is started again: the last one repeats. */
const againMs = [1000, 5000, 30_000] as const;
/** How long it may take to close its devices before it is killed. */
const stopMs = 5000;

/** Keeps one scanner process. A program that ends without `close` takes it along, and is not kept alive by it. */
export function keepScannerProcess(ears: ScannerProcessEars, program = ownProgram()): ScannerProcess {
  let child: ChildProcess | undefined;
  let closing = false;
  let starts = 0;
  let again: NodeJS.Timeout | undefined;
  const hear = (line: string): void => {
    const message = readLine(fromScanners, line);
    if (message === undefined) return ears.log('the scanner process said something that is not understood');
    if (message.kind === 'there') starts = 0;
    ears.onMessage(message);
  };
  const start = (): void => {
    // Nothing of the environment but what a program needs to start.
    const started = spawn(process.execPath, [program], {
      stdio: ['pipe', 'pipe', 'inherit'],
      shell: false,
      env: { PATH: process.env['PATH'] ?? '' },
    });
    child = started;
    started.unref();
    for (const stream of [started.stdin, started.stdout]) if (stream instanceof Socket) stream.unref();
    started.stdout.setEncoding('utf8').on('data', lineCutter(hear));
    // Its end is told by `close`; a line to one that has just gone is lost and said again to the next.
    started.stdin.on('error', () => undefined);
    let over = false;
    const ended = (why: string): void => {
      if (over || closing) return;
      over = true;
      again = setTimeout(start, againMs[Math.min(starts, againMs.length - 1)]).unref();
      starts += 1;
      ears.onEnd(why);
    };
    started.on('error', (error) => ended(error.message));
    started.on('close', (code, signal) => ended(`the scanner process ended (${signal ?? String(code)})`));
    ears.onStart();
  };
  return {
    begin: () => {
      if (child === undefined && !closing) start();
    },
    send: (message) => void child?.stdin?.write(`${JSON.stringify(message)}\n`),
    close: () => {
      closing = true;
      clearTimeout(again);
      return ending(child);
    },
  };
}

function ownProgram(): string {
  return fileURLToPath(new URL('../../hardware/scanners/main.ts', import.meta.url));
}

function ending(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    child.stdin?.end();
  });
}
