import { plainCause } from '../../registry/observe/cause.ts';
import type { Log, LogFields, LogLevel } from '../../registry/observe/observer.ts';
import type { Report } from '../../registry/ports.ts';

const grave: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

export interface LogOptions {
  /** Least grave line that is written. */
  readonly level: LogLevel;
  readonly format: 'json' | 'text';
  /** Takes a line with its newline. */
  readonly write: (line: string) => unknown;
  /** Unix time in ms. */
  readonly nowMs: () => number;
}

/** A log as lines: `{"at", "level", "what", ...}` for programs, or the same in one line of text for people. */
export function openLog({ level: least, format, write, nowMs }: LogOptions): Log {
  return (level, what, fields = {}) => {
    if (grave[level] > grave[least]) return;
    const at = new Date(nowMs()).toISOString();
    write(
      format === 'json' ? `${JSON.stringify({ at, level, what, ...fields })}\n` : `${at} ${level.padEnd(5)} ${what}${asText(fields)}\n`,
    );
  };
}

function asText(fields: LogFields): string {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return said.map(([name, value]) => ` ${name}=${/^[\w./:*-]+$/.test(String(value)) ? String(value) : JSON.stringify(value)}`).join('');
}

/** What the registry reports of its own troubles, as errors of the log. */
export function reportTo(log: Log): Report {
  return (what, cause) => {
    log('error', what, plainCause(cause));
  };
}
