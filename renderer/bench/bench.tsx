import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { RoleByLog } from '../../contract/views.ts';
import { SignIn } from '../pages/sign-in.tsx';
import { useBench } from '../station.tsx';
import { rolesGone } from '../words/by-log.ts';
import { screens } from '../words/screens.ts';
import { BayTile } from './bay-tile.tsx';
import { Intake } from './intake.tsx';
import { Lamps } from './lamps.tsx';
import { Lines } from './lines.tsx';
import { NextAction } from './next-action.tsx';
import { ScanLine } from './scan-line.tsx';
import { Act } from '../parts/act.tsx';
import { Shape } from '../parts/shape.tsx';

/** The window a technician lives in. Signed out, the sign-in stands where the next action stands otherwise. */
export function Bench(): ReactElement {
  const bench = useBench();
  if (bench.session === undefined)
    return (
      <main className="bench bench-out" id="work">
        <h1 className="hidden-word">{screens.nav.bench}</h1>
        <ScanLine />
        <SignIn />
        <div className="bench-left">
          <Bays />
        </div>
        <Lamps />
      </main>
    );
  return (
    <main className="bench" id="work">
      <h1 className="hidden-word">{screens.nav.bench}</h1>
      <div className="bench-head">
        <RolesGone byLog={bench.session.person.by_log ?? []} />
        <ScanLine />
        <NextAction />
      </div>
      <div className={bench.intake === undefined ? 'bench-body' : 'bench-body bench-intake'}>
        {bench.intake === undefined ? null : <Intake intake={bench.intake} />}
        <div className="bench-left">
          <Bays />
        </div>
        <Lines />
      </div>
      <Lamps />
    </main>
  );
}

/** A list that is too old leaves what needs no such role: said before somebody is refused. */
function RolesGone({ byLog }: { readonly byLog: readonly RoleByLog[] }): ReactElement | null {
  const words = rolesGone(byLog);
  if (words === undefined) return null;
  return (
    <p className="roles-gone">
      <Shape mark="stopped" size={20} />
      <span>
        <b>{words.what}</b> {words.next}
      </span>
    </p>
  );
}

function Bays(): ReactElement {
  const { bays, docks_failed: failed } = useBench();
  const [, go] = useLocation();
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
          <Act kind="main" onPress={() => go('/bays')}>
            {screens.bench.teachBays}
          </Act>
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
