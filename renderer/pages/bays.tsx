import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { BaysView } from '../../contract/views.ts';
import { Act } from '../parts/act.tsx';
import { DockLine } from '../parts/dock-grade.tsx';
import { Field, Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape, State } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useBays, useBench, useCall, useStation } from '../station.tsx';
import { screens } from '../words/screens.ts';

const words = screens.bays;

/** Which ports of this computer are bays. A port is taught by putting a drive in, never by choosing it from a list. */
export function Bays(): ReactElement {
  const view = useBays();
  const { session } = useBench();
  const [teaching, setTeaching] = useState(false);
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{words.title}</h1>
        <Anchor className="act act-plain" href="/settings">
          {screens.nav.settings}
        </Anchor>
        {session === undefined ? null : (
          <Act kind="main" onPress={() => setTeaching(true)}>
            {words.teach}
          </Act>
        )}
      </header>
      <p className="page-lead">{words.lead}</p>
      {session === undefined ? <p className="quiet">{words.signIn}</p> : null}
      {view === undefined ? <p className="quiet">{screens.app.loading}</p> : <Ports view={view} signedIn={session !== undefined} />}
      {teaching ? <Teach taken={view?.bays ?? []} onClose={() => setTeaching(false)} /> : null}
      {view?.teaching === undefined ? null : <Waiting name={view.teaching.name} />}
    </main>
  );
}

function Ports({ view, signedIn }: { readonly view: BaysView; readonly signedIn: boolean }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  return (
    <>
      {view.docks_failed === undefined ? null : (
        <p className="docks-failed">
          <Shape mark="stopped" /> {screens.bench.docksFailed}
        </p>
      )}
      <Refused words={call.refused} />
      {view.bays.length === 0 ? (
        <p className="empty">{words.none}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.inIt}</th>
              <th scope="col">{words.dock}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {view.bays.map((bay) => (
              <tr key={bay.port}>
                <th scope="row">{bay.name}</th>
                <td>
                  <Inside bay={bay} />
                </td>
                <td>
                  {bay.dock} <Code small>{bay.port}</Code>
                  {bay.dock_grade === undefined ? null : <DockLine dock={bay.dock_grade} />}
                </td>
                <td className="table-act">
                  {signedIn && bay.occupied ? (
                    <Act
                      label={`${words.blink}, ${bay.name}`}
                      disabled={call.busy}
                      onPress={() => void call.run(() => station.bays.blink({ port: bay.port }))}
                    >
                      {words.blink}
                    </Act>
                  ) : null}
                  {signedIn ? (
                    <Act
                      label={`${words.forget}, ${bay.name}`}
                      disabled={call.busy}
                      onPress={() => void call.run(() => station.bays.forget({ port: bay.port }))}
                    >
                      {words.forget}
                    </Act>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Section title={words.others}>
        <p className="quiet">{view.others.length === 0 ? words.noOthers : words.othersMore}</p>
        <ul className="ports">
          {view.others.map((port) => (
            <li key={port.port}>
              <Inside bay={port} />
              <span>{port.dock}</span>
              <Code small>{port.port}</Code>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function Inside({ bay }: { readonly bay: BaysView['others'][number] }): ReactElement {
  if (!bay.occupied) return <span className="quiet">{words.empty}</span>;
  return (
    <>
      {bay.drive === undefined ? words.silent : <Code>{bay.drive}</Code>}
      {bay.guarded === undefined ? null : <State mark="waiting" word={bay.guarded} size={20} />}
    </>
  );
}

function Teach({ taken, onClose }: { readonly taken: BaysView['bays']; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [name, setName] = useState(() => freeName(taken));
  const teach = async (): Promise<void> => {
    if (await call.run(() => station.bays.teach({ name }))) onClose();
  };
  return (
    <Sheet title={words.teach} onClose={onClose}>
      <Field label={words.teachName} hint={words.teachNameHint} value={name} onChange={setName} onEnter={() => void teach()} autoFocus />
      <Refused words={call.refused} />
      <Act kind="main" disabled={name.trim() === '' || call.busy} onPress={() => void teach()}>
        {words.teachDo}
      </Act>
    </Sheet>
  );
}

function Waiting({ name }: { readonly name: string }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const stop = (): void => void call.run(() => station.bays.stopTeaching());
  return (
    <Sheet title={`${words.teachNow} ${name}.`} onClose={stop}>
      <p>{words.teachMore}</p>
      <Act onPress={stop}>{words.teachStop}</Act>
    </Sheet>
  );
}

/** The first "Bay N" that is not in use: most docks are numbered. */
function freeName(taken: BaysView['bays']): string {
  const names = new Set(taken.map(({ name }) => name));
  for (let at = 1; ; at += 1) if (!names.has(`Bay ${at}`)) return `Bay ${at}`;
}
