import type { ReactElement } from 'react';
import type { WayOut } from '../../contract/views.ts';
import { Section } from '../parts/field.tsx';
import { State } from '../parts/shape.tsx';
import { wayWord } from '../words/custody.ts';
import { driveText } from '../words/drive.ts';
import { reasonWords } from '../words/refusals.ts';

/** Each way out of custody, open or locked, and why it is locked. */
export function WaysOut({ ways }: { readonly ways: readonly WayOut[] }): ReactElement {
  return (
    <Section title={driveText.ways}>
      <ul className="ways">
        {ways.map(({ way, open, why, detail }) => (
          <li key={way} className="way">
            <span>{wayWord(way)}</span>
            <State mark={open ? 'proven' : 'stopped'} word={open ? driveText.open : driveText.locked} size={20} />
            {open || why === undefined ? null : <span className="small quiet way-why">{reasonWords(why, detail)}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
