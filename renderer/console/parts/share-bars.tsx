import type { ReactElement } from 'react';
import { grouped } from '../../words/numbers.ts';

export interface ShareLine {
  readonly key: string;
  readonly word: string;
  readonly value: number;
  /** The part of it that is filled. */
  readonly part?: number;
  readonly more?: string;
}

/** Shares as bars that lead nowhere: what they count stands in the table below. */
export function ShareBars({ name, lines }: { readonly name: string; readonly lines: readonly ShareLine[] }): ReactElement {
  const most = Math.max(1, ...lines.map(({ value }) => value));
  return (
    <ul className="bars" aria-label={name}>
      {lines.map(({ key, word, value, part = 0, more }) => (
        <li key={key} className="bar-line">
          <span className="bar-word">{word}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-late" style={{ width: `${(part / most) * 100}%` }} />
            <span className="bar-rest" style={{ width: `${(Math.max(0, value - part) / most) * 100}%` }} />
          </span>
          <span className="bar-value mono">{grouped(value)}</span>
          {more === undefined ? null : <span className="bar-more small">{more}</span>}
        </li>
      ))}
    </ul>
  );
}
