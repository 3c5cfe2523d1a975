import type { ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Code, Pair } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { useCall, useNames, useStation } from '../station.tsx';
import { dayAndClock } from '../words/numbers.ts';
import { stampMade, stampSeenWords, stampText } from '../words/stamp.ts';

/** Whether a stamp may be written, what was written, and what the drive in the bay carries. */
export function StampPart({ drive: { subject, port, stamp } }: { readonly drive: DriveView }): ReactElement | null {
  const { station } = useStation();
  const call = useCall();
  const names = useNames();
  if (stamp === undefined) return null;
  const { may, made, seen } = stamp;
  const told = seen === undefined ? undefined : stampSeenWords(seen);
  const end = made === undefined ? undefined : stampMade(made);
  return (
    <Section title={stampText.title}>
      {end === undefined ? null : (
        <>
          <State mark={end.mark} word={end.word} size={20} />
          <p>{end.more}</p>
        </>
      )}
      {made === undefined && seen === undefined ? null : (
        <dl className="pairs">
          {made === undefined ? null : (
            <>
              <Pair name={stampText.certificate}>
                <Code small>{made.certificate}</Code>
              </Pair>
              {made.by === undefined ? null : (
                <Pair name={stampText.by}>
                  {names(made.by)}, {dayAndClock(made.at_ms)}
                </Pair>
              )}
              <Pair name={stampText.region}>{stampText.regionWords(made.length)}</Pair>
            </>
          )}
          {seen === undefined || told === undefined ? null : (
            <Pair name={stampText.carries}>
              <State mark={told.mark} word={told.word} size={16} />
              {seen.certificate === made?.certificate ? null : <Code small>{seen.certificate}</Code>}
            </Pair>
          )}
        </dl>
      )}
      {may && port !== undefined ? (
        <>
          <p className="quiet">{stampText.mayMore}</p>
          <div className="acts">
            <Act disabled={call.busy} onPress={() => void call.run(() => station.erase.stamp({ subject, port }))}>
              {stampText.step}
            </Act>
          </div>
        </>
      ) : null}
      <Refused words={call.refused} />
    </Section>
  );
}
