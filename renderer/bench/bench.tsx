import type { ReactElement } from 'react';
import { SignIn } from '../pages/sign-in.tsx';
import { useBench } from '../station.tsx';
import { screens } from '../words/screens.ts';
import { BayTile } from './bay-tile.tsx';
import { Intake } from './intake.tsx';
import { Lamps } from './lamps.tsx';
import { Lines } from './lines.tsx';
import { NextAction } from './next-action.tsx';
import { ScanLine } from './scan-line.tsx';
import { Shape } from '../parts/shape.tsx';

/** The window a technician lives in. */
export function Bench(): ReactElement {
  const bench = useBench();
  const signedIn = bench.session !== undefined;
  return (
    <main className="bench" id="work">
      <h1 className="hidden-word">{screens.nav.bench}</h1>
      <div className="bench-head">
        <ScanLine />
        <NextAction />
      </div>
      <div className="bench-body">
        <div className="bench-left">
          {signedIn && bench.intake !== undefined ? <Intake intake={bench.intake} /> : null}
          <Bays />
        </div>
        {signedIn ? <Lines /> : <SignIn />}
      </div>
      <Lamps />
    </main>
  );
}

function Bays(): ReactElement {
  const { bays, docks_failed: failed } = useBench();
  return (
    <section className="bays" aria-label={screens.bench.bays}>
      {failed === undefined ? null : (
        <p className="docks-failed">
          <Shape mark="stopped" /> {screens.bench.docksFailed}
        </p>
      )}
      {bays.length === 0 ? (
        <div className="no-bays">
          <p className="no-bays-word">{screens.bench.noBays}</p>
          <p>{screens.bench.noBaysMore}</p>
        </div>
      ) : (
        <ul className="bay-map">
          {bays.map((bay) => (
            <BayTile key={bay.port} bay={bay} />
          ))}
        </ul>
      )}
    </section>
  );
}
