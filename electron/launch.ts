import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export interface Launch {
  /** `--data DIR`; the platform's usual place when absent. */
  readonly dataRoot?: string;
  /** `--drive PATH`, repeatable. */
  readonly drives: readonly string[];
  readonly registry: 'embedded' | 'none' | { readonly url: string; readonly code?: string };
  readonly verbose: boolean;
}

/**
 * Reads the options that `start` knows and leaves the rest alone: Chromium and the desktop add switches of their own.
 *
 * @param args without the program and, in development, the application's folder
 */
export function readLaunch(args: readonly string[]): Launch {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      drive: { type: 'string', multiple: true },
      registry: { type: 'string' },
      code: { type: 'string' },
      verbose: { type: 'boolean' },
    },
  });
  const { data, drive, registry, code, verbose } = values;
  return {
    ...(typeof data === 'string' && { dataRoot: data }),
    // Not strict: an option without its value comes as `true`.
    drives: Array.isArray(drive) ? drive.filter((path) => typeof path === 'string') : [],
    registry: registryOf(registry, code),
    verbose: verbose === true,
  };
}

function registryOf(registry: unknown, code: unknown): Launch['registry'] {
  if (typeof registry !== 'string') return 'embedded';
  if (registry === 'none') return 'none';
  return typeof code === 'string' ? { url: registry, code } : { url: registry };
}
