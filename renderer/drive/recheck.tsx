import type { ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import { Section } from '../parts/field.tsx';
import { Pair } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { useNames } from '../station.tsx';
import { capacity, dayAndClock } from '../words/numbers.ts';
import { recheckText, recheckWord } from '../words/recheck.ts';

/** Whether a re-check is due, and what the newest one showed. */
export function Recheck({ recheck }: { readonly recheck: DriveView['recheck'] }): ReactElement | null {
  const names = useNames();
  if (recheck === undefined) return null;
  const { due, last } = recheck;
  const { mark, word, more } = recheckWord(recheck);
  return (
    <Section title={recheckText.title}>
      <State mark={mark} word={word} size={20} />
      <p>{more}</p>
      {due ? <p>{recheckText.dueMore}</p> : null}
      {last === undefined ? null : (
        <dl className="pairs">
          {last.by === undefined ? null : (
            <Pair name={last.verdict === undefined ? recheckText.begun : recheckText.by}>
              {names(last.by)}, {dayAndClock(last.at_ms)}
            </Pair>
          )}
          {last.read_bytes === undefined ? null : <Pair name={recheckText.read}>{capacity(last.read_bytes)}</Pair>}
        </dl>
      )}
    </Section>
  );
}
