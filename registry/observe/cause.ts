import type { LogFields } from './observer.ts';

/** The most of a message, and how many places of the stack, that a line of the log holds. */
const most = { words: 300, places: 4 } as const;

/**
 * What of a fault may stand in a log. Messages of parsers and databases quote what they stumbled over, which may be a
 * name, a serial or a secret: whatever stands in quotes, in parentheses after an equals sign, and every long run of
 * letters and digits is cut out.
 */
export function plainCause(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return cause === undefined ? {} : { fault: typeof cause };
  const code = 'code' in cause && typeof cause.code === 'string' && /^[A-Z0-9_]{2,40}$/.test(cause.code) ? cause.code : undefined;
  const places = (cause.stack ?? '')
    .split('\n')
    .flatMap((line) => /^\s+at .*?([\w.-]+\/[\w.-]+:\d+):\d+\)?$/.exec(line)?.[1] ?? [])
    .slice(0, most.places);
  return {
    fault: cause.name,
    ...(code === undefined ? {} : { fault_code: code }),
    why: withoutValues(cause.message),
    ...(places.length === 0 ? {} : { where: places.join(' < ') }),
  };
}

function withoutValues(message: string): string {
  return message
    .replaceAll(/"[^"]*"?|`[^`]*`?|(?<![A-Za-z])'[^']*'?|“[^”]*”?/g, '"…"')
    .replaceAll(/=\([^)]*\)?/g, '=(…)')
    .replaceAll(/\S*@\S*/g, '…')
    .replaceAll(/[A-Za-z0-9_+/=-]*[0-9][A-Za-z0-9_+/=-]{7,}|[A-Za-z0-9_+/=-]{24,}/g, '…')
    .replaceAll(/\s+/g, ' ')
    .slice(0, most.words);
}
