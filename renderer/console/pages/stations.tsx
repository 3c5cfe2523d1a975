import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { stationRole, type StationRole } from '../../../domain/facts/control.ts';
import { Act } from '../../parts/act.tsx';
import { Choice, Field } from '../../parts/field.tsx';
import { Code, Time } from '../../parts/marks.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { State } from '../../parts/shape.tsx';
import { app } from '../../words/console/app.ts';
import { clockState, lagWords, stationsPage, stationState } from '../../words/console/stations.ts';
import { grouped } from '../../words/numbers.ts';
import { ask, type Answer } from '../ask.ts';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Rows } from '../parts/rows.tsx';
import { useDeed, useList } from '../queries.ts';
import { useMay } from '../session.tsx';
import { Waiting } from './waiting.tsx';

/** Stations, and above them those that wait for an officer. */
export function StationsPage(): ReactElement {
  const list = useList('stations.list', {});
  const adds = useMay('enrolments.code');
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={stationsPage.title}
      lead={stationsPage.lead}
      acts={adds ? <Act onPress={() => setAdding(true)}>{stationsPage.add}</Act> : undefined}
    >
      <Waiting />
      <Rows
        name={stationsPage.title}
        list={list}
        rowKey={({ station }) => station}
        rowTone={({ state }) => (state === 'frozen' ? 'stopped' : undefined)}
        columns={[
          {
            name: stationsPage.name,
            cell: ({ station, name }) => (
              <Link className="row-go" href={`/station/${station}`}>
                {name}
              </Link>
            ),
          },
          { name: stationsPage.site, cell: ({ site }) => site },
          { name: stationsPage.state, cell: ({ state }) => <State {...stationState(state)} size={16} /> },
          { name: stationsPage.clock, cell: (row) => <State {...clockState(row)} size={16} /> },
          { name: stationsPage.epoch, kind: 'lesser', cell: ({ epoch }) => <Code small>{epoch}</Code> },
          { name: stationsPage.version, kind: 'lesser', cell: ({ version }) => <Code small>{version ?? ''}</Code> },
          {
            name: stationsPage.held,
            kind: 'lesser',
            cell: ({ quarantined }) => (quarantined === 0 ? '' : <Code small>{grouped(quarantined)}</Code>),
          },
          { name: stationsPage.lag, kind: 'figure', cell: ({ lag_ms: lagMs }) => <Code small>{lagWords(lagMs)}</Code> },
          {
            name: stationsPage.heard,
            kind: 'figure',
            cell: ({ last_event_ms: lastMs }) =>
              lastMs === undefined ? <span className="quiet">{stationsPage.never}</span> : <Moment ms={lastMs} />,
          },
        ]}
        empty={stationsPage.empty}
        emptyMore={stationsPage.emptyMore}
      />
      {adding ? <MakeCode onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function MakeCode({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [site, setSite] = useState('');
  const [role, setRole] = useState<StationRole>('bench');
  const [made, setMade] = useState<Answer<'enrolments.code'>>();
  const deed = useDeed();
  if (made !== undefined)
    return (
      <Sheet title={stationsPage.codeTitle} onClose={onClose}>
        <p className="lead">{stationsPage.codeShown}</p>
        <p className="code-shown mono">{made.code}</p>
        <p>
          {stationsPage.codeUntil} <Time ms={made.expires_ms} long />. {stationsPage.codeThen}
        </p>
      </Sheet>
    );
  return (
    <Sheet title={stationsPage.codeTitle} onClose={onClose}>
      <p>{stationsPage.codeWhat}</p>
      <Field label={stationsPage.site} value={site} onChange={setSite} required autoFocus />
      <Choice
        label={stationsPage.codeRole}
        value={role}
        onChange={setRole}
        options={stationRole.options}
        word={(each) => stationsPage[each]}
      />
      <Refused words={deed.fault} />
      <div className="acts">
        <Act
          kind="main"
          disabled={deed.busy || site.trim() === ''}
          onPress={() => void deed.run(async () => setMade(await ask('enrolments.code', { body: { site: site.trim(), role } })))}
        >
          {stationsPage.codeDo}
        </Act>
        <Act onPress={onClose}>{app.cancel}</Act>
      </div>
    </Sheet>
  );
}
