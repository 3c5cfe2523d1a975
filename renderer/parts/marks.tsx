import type { ReactElement, ReactNode } from 'react';
import { clock, dayAndClock, utc } from '../words/numbers.ts';

/** Serials, hashes, capacities: tabular, selectable, never cut. */
export function Code({ children, small = false }: { readonly children: ReactNode; readonly small?: boolean }): ReactElement {
  return <span className={small ? 'mono small' : 'mono'}>{children}</span>;
}

/** Local time; the same instant in UTC on the title. */
export function Time({ ms, long = false }: { readonly ms: number; readonly long?: boolean }): ReactElement {
  return (
    <time className="mono small" dateTime={new Date(ms).toISOString()} title={utc(ms)}>
      {long ? dayAndClock(ms) : clock(ms)}
    </time>
  );
}

/** A name and its value in one row. */
export function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="pair">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A serial whole; where the tile is too narrow it breaks before its last eight characters. */
export function Serial({ text }: { readonly text: string }): ReactElement {
  const cut = text.length > 14 ? text.length - 8 : text.length;
  return (
    <span className="mono serial">
      {text.slice(0, cut)}
      <wbr />
      {text.slice(cut)}
    </span>
  );
}
