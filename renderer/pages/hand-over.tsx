import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link as Anchor, useLocation } from 'wouter';
import type { DriveLine } from '../../contract/views.ts';
import { Code } from '../parts/marks.tsx';
import { Section } from '../parts/field.tsx';
import { Shape } from '../parts/shape.tsx';
import { askedBy } from '../scan/asked.ts';
import { useScans } from '../scan/ears.tsx';
import { isNoDrive } from '../scan/own-codes.ts';
import { useBench, useNames, useStation } from '../station.tsx';
import { earcons } from '../sounds/earcons.ts';
import { handOverText, stepText } from '../words/drive.ts';
import { duration } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';

/** Both sides of a hand-over. Until the second has signed, a drive is in limbo and its clock runs here. */
export function HandOver(): ReactElement {
  const { station } = useStation();
  const bench = useBench();
  const [, go] = useLocation();
  const [missed, setMissed] = useState<string>();
  const written = bench.lines[0]?.at_ms;
  const { data } = useQuery({
    queryKey: ['limbo', written, bench.counts.limbo],
    queryFn: () => station.drives.find({ query: '', states: ['offered'], limit: 200 }),
    placeholderData: (before) => before,
  });
  useScans(true, (text) => {
    if (isNoDrive(text)) return false;
    const query = askedBy(text);
    void station.drives.find({ query, limit: 2 }).then((found) => {
      const [only, second] = found;
      if (only !== undefined && second === undefined) go(`/drive/${only.subject}/${only.state === 'offered' ? 'receive' : 'offer'}`);
      else {
        setMissed(query);
        earcons.play('stop');
      }
    });
    return true;
  });
  return (
    <main className="page" id="work">
      <header className="page-head">
        <h1>{handOverText.title}</h1>
        <p>{handOverText.start}</p>
        {missed === undefined ? null : (
          <p role="status">
            <Shape mark="unknown" size={20} /> <Code>{missed}</Code> {screens.drives.none}
          </p>
        )}
      </header>
      <Section title={handOverText.limbo}>
        <p className="quiet">{handOverText.limboMore}</p>
        {data === undefined || data.length === 0 ? (
          <p className="empty">{handOverText.noLimbo}</p>
        ) : (
          <Limbo lines={data} nowMs={bench.now_ms} />
        )}
      </Section>
    </main>
  );
}

function Limbo({ lines, nowMs }: { readonly lines: readonly DriveLine[]; readonly nowMs: number }): ReactElement {
  const names = useNames();
  return (
    <ul className="limbo">
      {lines.map((line) => (
        <li key={line.subject} className="limbo-line">
          <Shape mark="waiting" />
          <Anchor href={`/drive/${line.subject}`}>
            <Code>{line.serial}</Code>
          </Anchor>
          <span className="quiet">{line.holder === undefined ? '' : `${handOverText.from} ${names(line.holder)}`}</span>
          <span className="limbo-clock">
            <span className="quiet">{handOverText.since}</span> <Code>{duration((nowMs - line.since_ms) / 1000)}</Code>
          </span>
          <Anchor href={`/drive/${line.subject}/receive`} className="act act-plain">
            {stepText.receive}
          </Anchor>
        </li>
      ))}
    </ul>
  );
}
