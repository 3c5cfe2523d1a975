import type { ReactElement } from 'react';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Time } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { useBench, useStation } from '../station.tsx';
import { jobState, labelText as text } from '../words/labels-page.ts';
import { useLabelCall, useLabelsOf } from './looks.ts';

/** The labels that were printed for one drive, container or lot, and the way to print one. */
export function ThingLabels({ subject }: { readonly subject: string }): ReactElement | null {
  const { station } = useStation();
  const { session } = useBench();
  const labels = useLabelsOf(subject);
  const call = useLabelCall();
  if (session === undefined || labels === undefined) return null;
  const { printed, waiting, red } = labels;
  const word = red ? text.printRed : printed.length > 0 ? text.printCopy : text.print;
  return (
    <Section title={text.title}>
      {printed.length + waiting.length === 0 ? <p className="quiet">{text.none}</p> : null}
      <ul className="label-list">
        {printed.map(({ number, copy, red: isRed, at_ms: atMs, applied_ms: appliedMs, overdue }) => (
          <li key={number}>
            <State
              mark={appliedMs === undefined ? (overdue ? 'unknown' : 'waiting') : 'proven'}
              word={`${text.number} ${number}${isRed ? `, ${text.red}` : ''}${copy ? `, ${text.copy}` : ''}: ${appliedMs === undefined ? text.notScanned : text.reads}`}
              size={20}
            />{' '}
            <Time ms={appliedMs ?? atMs} long />
            {overdue ? <p className="small">{text.overdue}</p> : null}
          </li>
        ))}
        {waiting.map((job) => (
          <li key={job.id}>
            <State {...jobState(job)} word={`${text.number} ${job.number}: ${jobState(job).word}`} size={20} />
            {job.why === undefined ? null : <p className="small quiet">{job.why}</p>}
          </li>
        ))}
      </ul>
      <Act onPress={() => void call.run(() => station.labels.print({ subject }))} disabled={call.busy || waiting.length > 0}>
        {word}
      </Act>
      <Refused words={call.refused} tight />
    </Section>
  );
}
