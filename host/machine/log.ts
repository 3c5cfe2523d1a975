import type { Log } from '../../contract/ports.ts';

/** Diagnostics as one JSON line each on standard error; standard output belongs to the command. */
export function errorLog(enabled: boolean): Log {
  return {
    note(what, more) {
      if (enabled) process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), what, ...more })}\n`);
    },
  };
}
