import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link as Anchor, useLocation } from 'wouter';
import { readOwnCode } from '../../domain/label/codes.ts';
import { useWholesInLimbo } from '../containment/looks.ts';
import { Code } from '../parts/marks.tsx';
import { Section } from '../parts/field.tsx';
import { Shape } from '../parts/shape.tsx';
import { askedBy } from '../scan/asked.ts';
import { useScans } from '../scan/ears.tsx';
import { isNoDrive } from '../scan/own-codes.ts';
import { useBench, useStation } from '../station.tsx';
import { earcons } from '../sounds/earcons.ts';
import { handOverText } from '../words/drive.ts';
import { screens } from '../words/screens.ts';
import { shiftText } from '../words/shift.ts';
import { wholeText } from '../words/whole.ts';
import { isAlone, Limbo } from './limbo.tsx';

/** Both sides of a hand-over. Until the second has signed, a drive is in limbo and its clock runs here. */
export function HandOver(): ReactElement {
  const { station } = useStation();
  const bench = useBench();
  const [, go] = useLocation();
  const [missed, setMissed] = useState<{ readonly text: string; readonly none: string }>();
  const written = bench.lines[0]?.at_ms;
  const wholes = useWholesInLimbo() ?? [];
  const { data } = useQuery({
    queryKey: ['limbo', written, bench.counts.limbo],
    queryFn: () => station.drives.find({ query: '', states: ['offered'], limit: 200 }),
    placeholderData: (before) => before,
  });
  const lines = (data ?? []).filter(isAlone);
  useScans(true, (text) => {
    const own = readOwnCode(text);
    if (own?.kind === 'container') {
      void station.containers.find({ tag: own.tag }).then(({ found }) => {
        if (found?.what === 'container') return go(`/hand-over/container/${found.container}`);
        setMissed({ text, none: found === undefined ? wholeText.unknown : wholeText.lot });
        earcons.play('stop');
      });
      return true;
    }
    if (isNoDrive(text)) return false;
    const query = askedBy(text);
    void station.drives.find({ query, limit: 2 }).then((found) => {
      const [only, second] = found;
      if (only !== undefined && second === undefined) go(`/drive/${only.subject}/${only.state === 'offered' ? 'receive' : 'offer'}`);
      else {
        setMissed({ text: query, none: screens.drives.none });
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
        <p>{wholeText.start}</p>
        <div className="acts">
          <Anchor href="/hand-over/shift" className="act act-plain">
            {shiftText.open}
          </Anchor>
        </div>
        {missed === undefined ? null : (
          <p role="status">
            <Shape mark="unknown" size={20} /> <Code>{missed.text}</Code> {missed.none}
          </p>
        )}
      </header>
      <Section title={handOverText.limbo}>
        <p className="quiet">{handOverText.limboMore}</p>
        {lines.length + wholes.length === 0 ? <p className="empty">{handOverText.noLimbo}</p> : <Limbo lines={lines} wholes={wholes} />}
      </Section>
    </main>
  );
}
