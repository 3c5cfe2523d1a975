import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Act } from '../../parts/act.tsx';
import { Refused } from '../../parts/refused.tsx';
import { app } from '../../words/console/app.ts';
import { wordsOf } from '../queries.ts';

/** Draws an answer; while there is none, its outline in the same height; when there will be none, why. */
export function Look<Data>({
  look,
  lines = 6,
  children,
}: {
  readonly look: UseQueryResult<Data>;
  /** Height of the outline in lines. */
  readonly lines?: number;
  readonly children: (data: Data) => ReactNode;
}): ReactElement {
  const { data, error, refetch } = look;
  if (data !== undefined) return <>{children(data)}</>;
  if (error === null) return <Outline lines={lines} />;
  return (
    <div className="fault">
      <Refused words={wordsOf(error)} />
      <Act onPress={() => void refetch()}>{app.again}</Act>
    </div>
  );
}

/** Where words will stand. It does not move: nothing has happened yet. */
export function Outline({ lines }: { readonly lines: number }): ReactElement {
  return (
    <div className="outline" role="status">
      <span className="hidden-word">{app.loading}</span>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} className="outline-line" aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing here, said as a state and not as a fault. */
export function Empty({ words, more }: { readonly words: string; readonly more?: string | undefined }): ReactElement {
  return (
    <div className="nothing">
      <p className="nothing-words">{words}</p>
      {more === undefined ? null : <p className="quiet">{more}</p>}
    </div>
  );
}
