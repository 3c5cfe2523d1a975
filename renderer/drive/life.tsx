import type { ReactElement } from 'react';
import type { LifeLine } from '../../contract/views.ts';
import { Section } from '../parts/field.tsx';
import { Time } from '../parts/marks.tsx';
import { Shape } from '../parts/shape.tsx';
import { useNames } from '../station.tsx';
import { driveText } from '../words/drive.ts';
import { lifeSentence, safetyWords } from '../words/life.ts';
import { day } from '../words/numbers.ts';

/** The drive's life down a line of time, oldest first, a rule for each new day. */
export function Life({ life }: { readonly life: readonly LifeLine[] }): ReactElement {
  return (
    <Section title={driveText.life}>
      <ol className="life">
        {life.map((line, at) => (
          <Line key={line.hash} line={line} newDay={at === 0 || day(line.at_ms) !== day(life[at - 1]?.at_ms ?? 0)} />
        ))}
      </ol>
    </Section>
  );
}

function Line({ line, newDay }: { readonly line: LifeLine; readonly newDay: boolean }): ReactElement {
  const names = useNames();
  const { mark, text } = lifeSentence(line, names);
  const who = [
    line.actor === undefined ? undefined : `${driveText.by} ${names(line.actor)}`,
    line.witness === undefined ? undefined : `${driveText.witnessedBy} ${names(line.witness)}`,
    line.place === undefined ? undefined : `${driveText.at} ${line.place}`,
    safetyWords(line.safety, line.log_index),
  ].filter((part) => part !== undefined);
  return (
    <li className="life-line">
      <span className="life-time">
        {newDay ? <span className="mono small">{day(line.at_ms)}</span> : null}
        <Time ms={line.at_ms} />
      </span>
      <span className="life-mark">
        <Shape mark={mark} size={20} />
      </span>
      <div className="life-what">
        <p>{text}</p>
        <p className="small quiet">
          {who.join(', ')} <span className="mono small life-hash">{line.hash}</span>
        </p>
      </div>
    </li>
  );
}
