import { useEffect, useState, type ReactElement } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Bench } from './bench/bench.tsx';
import { Undo } from './bench/undo.tsx';
import { TopLine } from './bench/top-line.tsx';
import { DrivePage } from './drive/drive-page.tsx';
import { Container } from './containment/container.tsx';
import { Containers } from './containment/containers.tsx';
import { Lot } from './containment/lot.tsx';
import { Lots } from './containment/lots.tsx';
import { List } from './intake/list.tsx';
import { Lists } from './intake/lists.tsx';
import { Machines } from './machines/machines.tsx';
import { Labels } from './labels/labels.tsx';
import { Bays } from './pages/bays.tsx';
import { Drives } from './pages/drives.tsx';
import { Due } from './pages/due.tsx';
import { HandOver } from './pages/hand-over.tsx';
import { People } from './pages/people.tsx';
import { ScannerSetUp } from './pages/scanner-setup.tsx';
import { SetUp } from './pages/set-up.tsx';
import { Settings } from './pages/settings.tsx';
import { Sync } from './pages/sync.tsx';
import { Shift } from './shift/shift.tsx';
import { KeyList } from './parts/key-list.tsx';
import { Shape } from './parts/shape.tsx';
import { useContainerScans } from './containment/open-by-scan.ts';
import { useEars, useKey } from './scan/ears.tsx';
import { useStation } from './station.tsx';
import { screens } from './words/screens.ts';
import { WholePage } from './whole/whole-page.tsx';

/** The frame around every screen: practice, the line to the station, the top line, the address. */
export function App(): ReactElement {
  const { bench, line, misunderstood } = useStation();
  const practice = bench?.station.mode === 'practice';
  return (
    <div className={practice ? 'frame frame-practice' : 'frame'}>
      {practice ? <PracticeBand /> : null}
      {line === 'away' ? <Away /> : null}
      {bench === undefined ? (
        <main className="page waiting">
          {line === 'away' ? null : <p>{misunderstood ? screens.app.misunderstood : screens.app.connecting}</p>}
        </main>
      ) : !bench.station.set_up ? (
        <SetUp />
      ) : (
        <>
          <TopLine />
          <Screen />
          <Undo />
        </>
      )}
    </div>
  );
}

/** The key of each page. */
function usePageKeys(go: (to: string) => void): void {
  useKey('b', () => go('/'));
  useKey('d', () => go('/drives'));
  useKey('h', () => go('/hand-over'));
  useKey('p', () => go('/people'));
  useKey('y', () => go('/sync'));
  useKey('m', () => go('/bays'));
  useKey('s', () => go('/settings'));
  useKey('c', () => go('/scanners'));
  useKey('i', () => go('/intake'));
  useKey('l', () => go('/labels'));
  useKey('k', () => go('/containers'));
  useKey('o', () => go('/lots'));
  useKey('x', () => go('/machines'));
  useKey('t', () => go('/due'));
}

function Screen(): ReactElement {
  const [keys, setKeys] = useState(false);
  const [location, go] = useLocation();
  useKey('?', () => setKeys(true));
  usePageKeys(go);
  useContainerScans(location, go);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'F1') {
        event.preventDefault();
        setKeys(true);
      }
      // A sheet takes its own Esc; here it means back to the bench.
      if (event.key === 'Escape' && !event.defaultPrevented && location !== '/' && document.querySelector('[role=dialog]') === null)
        go('/');
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [go, location]);
  return (
    <>
      <Switch>
        <Route path="/">
          <Bench />
        </Route>
        <Route path="/drives/:list?">{({ list }) => <Drives key={list ?? ''} list={list} />}</Route>
        <Route path="/due">
          <Due />
        </Route>
        <Route path="/drive/:subject/:step?">{({ subject, step }) => <DrivePage subject={subject} step={step} />}</Route>
        <Route path="/intake/:id">{({ id }) => <List id={id} />}</Route>
        <Route path="/intake">
          <Lists />
        </Route>
        <Route path="/containers/:id">{({ id }) => <Container id={id} />}</Route>
        <Route path="/containers">
          <Containers />
        </Route>
        <Route path="/lots/:id">{({ id }) => <Lot id={id} />}</Route>
        <Route path="/lots">
          <Lots />
        </Route>
        <Route path="/machines">
          <Machines />
        </Route>
        <Route path="/hand-over/shift">
          <Shift />
        </Route>
        <Route path="/hand-over/container/:id">{({ id }) => <WholePage id={id} />}</Route>
        <Route path="/hand-over">
          <HandOver />
        </Route>
        <Route path="/people">
          <People />
        </Route>
        <Route path="/sync">
          <Sync />
        </Route>
        <Route path="/bays">
          <Bays />
        </Route>
        <Route path="/labels">
          <Labels />
        </Route>
        <Route path="/scanners">
          <ScannerSetUp />
        </Route>
        <Route path="/settings">
          <Settings />
        </Route>
        <Route>
          <Bench />
        </Route>
      </Switch>
      {keys ? <KeyList onClose={() => setKeys(false)} /> : null}
    </>
  );
}

function PracticeBand(): ReactElement {
  return (
    <aside className="practice-band" aria-label={screens.app.practice}>
      <b>{screens.app.practice}</b>
      <span>{screens.app.practiceMore}</span>
      <b aria-hidden="true">{screens.app.practice}</b>
    </aside>
  );
}

function Away(): ReactElement {
  const { announce } = useEars();
  useEffect(() => announce(`${screens.app.away} ${screens.app.awayMore}`), [announce]);
  return (
    <aside className="away" aria-label={screens.app.away}>
      <Shape mark="unknown" size={32} />
      <p>
        <b>{screens.app.away}</b> {screens.app.awayMore}
      </p>
    </aside>
  );
}
