import { fileURLToPath } from 'node:url';
import { type HelperProcess, spawnHelper } from '../../hardware/helper/client.ts';

/** Which docks a station's helpers serve. */
export interface DockChoice {
  /** Folder of virtual docks; practice and demo only. */
  readonly shelf?: string | undefined;
  /** Disk images and loop devices, by path. */
  readonly drives: readonly string[];
  /** The list of spent clearances. */
  readonly spent: string;
}

/** Starts a drive helper of its own process, on the same Node as this one. */
export function startHelper(choice: DockChoice): HelperProcess {
  const program = fileURLToPath(new URL('../../hardware/helper/main.ts', import.meta.url));
  const args = [
    program,
    '--spent',
    choice.spent,
    ...(choice.shelf === undefined ? [] : ['--shelf', choice.shelf]),
    ...choice.drives.flatMap((path) => ['--drive', path]),
  ];
  // Nothing of the environment but what a program needs to start: no proxy, no preload, no key of somebody's shell.
  const compiled = process.env['NODE_COMPILE_CACHE'];
  const env = {
    PATH: process.env['PATH'] ?? '',
    UV_THREADPOOL_SIZE: '8',
    ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }),
  };
  return spawnHelper({ command: process.execPath, args, env });
}
