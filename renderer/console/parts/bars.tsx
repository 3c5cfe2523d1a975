import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { grouped } from '../../words/numbers.ts';

export interface BarLine {
  readonly key: string;
  readonly word: ReactNode;
  readonly href: string;
  /** All of them; `late` and `soon` are parts of it. */
  readonly value: number;
  readonly late?: number;
  readonly soon?: number;
  readonly more?: string;
}

/** Shares as bars, each a link to the list that it counts. Late ones are filled, soon late ones hatched. */
export function Bars({ name, lines }: { readonly name: string; readonly lines: readonly BarLine[] }): ReactElement {
  const most = Math.max(1, ...lines.map(({ value }) => value));
  return (
    <ul className="bars" aria-label={name}>
      {lines.map(({ key, word, href, value, late = 0, soon = 0, more }) => (
        <li key={key}>
          <Link href={href} className="bar-line">
            <span className="bar-word">{word}</span>
            <span className="bar-track" aria-hidden="true">
              <span className="bar-late" style={{ width: `${(late / most) * 100}%` }} />
              <span className="bar-soon" style={{ width: `${(soon / most) * 100}%` }} />
              <span className="bar-rest" style={{ width: `${(Math.max(0, value - late - soon) / most) * 100}%` }} />
            </span>
            <span className="bar-value mono">{grouped(value)}</span>
            {more === undefined ? null : <span className="bar-more small">{more}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
