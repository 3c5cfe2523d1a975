import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type HelperProcess, spawnHelper } from '../../hardware/helper/client.ts';

/** Which docks a station's helpers serve. */
export interface DockChoice {
  /** Folder of virtual docks; practice and demo only. */
  readonly shelf?: string | undefined;
  /** Disk images and loop devices, by path. */
  readonly drives: readonly string[];
  /** The drives on this machine's own buses, with the file that says which of their ports are bays. */
  readonly host?: { readonly bays?: string } | undefined;
  /** The list of spent clearances. */
  readonly spent: string;
}

/**
 * Threads of a helper's pool. A command to a drive holds one for as long as the kernel lets it wait, and a helper that
 * looks at the docks may ask as many drives at once as there are bays: with Node's four, four dead drives would stop it.
 * Threads that wait cost address space, no time.
 */
const helperThreads = 64;

/** Starts a drive helper of its own process, on the same Node as this one. */
export function startHelper(choice: DockChoice): HelperProcess {
  const args = [
    program(),
    '--spent',
    choice.spent,
    ...(choice.shelf === undefined ? [] : ['--shelf', choice.shelf]),
    ...choice.drives.flatMap((path) => ['--drive', path]),
    ...(choice.host === undefined ? [] : ['--host', ...(choice.host.bays === undefined ? [] : ['--bays', choice.host.bays])]),
  ];
  return spawnHelper({ command: process.execPath, args, env: helperEnvironment() });
}

/** Asks a helper of its own about one drive of this machine. It writes one JSON line on its standard output and ends. */
export function startProbe(what: string): ChildProcess {
  return spawn(process.execPath, [program(), '--probe', what], { stdio: ['ignore', 'pipe', 'inherit'], env: helperEnvironment() });
}

function program(): string {
  return fileURLToPath(new URL('../../hardware/helper/main.ts', import.meta.url));
}

function helperEnvironment(): NodeJS.ProcessEnv {
  // Nothing of the environment but what a program needs to start: no proxy, no preload, no key of somebody's shell.
  const compiled = process.env['NODE_COMPILE_CACHE'];
  return {
    PATH: process.env['PATH'] ?? '',
    UV_THREADPOOL_SIZE: String(helperThreads),
    ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }),
  };
}
