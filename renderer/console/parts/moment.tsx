import type { ReactElement } from 'react';
import { clock, day, utc } from '../../words/numbers.ts';

/** Day and minute in a list; the instant to the second, in UTC, on the title. */
export function Moment({ ms }: { readonly ms: number }): ReactElement {
  return (
    <time className="mono small" dateTime={new Date(ms).toISOString()} title={utc(ms)}>
      {day(ms)} {clock(ms)}
    </time>
  );
}
