import type { ReactElement } from 'react';
import type { LimitView } from '../../contract/views.ts';
import { limitWords } from '../words/limits.ts';
import { Shape } from './shape.tsx';

/** The step that a drive waits for and what is left of its time. `next` adds what to do when it is late. */
export function TimeLeft({
  limit,
  nowMs,
  next = false,
}: {
  readonly limit: LimitView;
  readonly nowMs: number;
  readonly next?: boolean;
}): ReactElement {
  const words = limitWords(limit, nowMs);
  return (
    <span className={`time-left time-${words.late}`}>
      {words.late === 'in_time' ? null : <Shape mark={words.mark} size={20} />}
      <span>
        {words.name}: {words.left}
        {next && words.next !== undefined ? <> {words.next}</> : null}
      </span>
    </span>
  );
}
