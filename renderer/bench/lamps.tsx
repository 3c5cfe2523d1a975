import type { ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import { Shape } from '../parts/shape.tsx';
import { useBench } from '../station.tsx';
import { grouped } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import type { Mark } from '../words/states.ts';

const lamps = [
  ['in_custody', 'waiting'],
  ['sanitizing', 'running'],
  ['to_validate', 'waiting'],
  ['ready_to_release', 'proven'],
  ['limbo', 'disputed'],
  ['quarantined', 'stopped'],
] as const satisfies readonly (readonly [string, Mark])[];

/** The annunciator row: dark at zero. Each number opens the list that it counts. */
export function Lamps(): ReactElement {
  const { counts } = useBench();
  return (
    <nav className="lamps" aria-label={screens.nav.drives}>
      {lamps.map(([name, mark]) => (
        <Anchor key={name} href={`/drives/${name}`} className={`lamp ${counts[name] === 0 ? 'lamp-dark' : ''}`}>
          <Shape mark={mark} />
          <span className="lamp-count mono">{grouped(counts[name])}</span>
          <span className="lamp-word small">{screens.lamps[name]}</span>
        </Anchor>
      ))}
    </nav>
  );
}
