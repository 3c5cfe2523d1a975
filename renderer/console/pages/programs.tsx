import { useState, type ReactElement } from 'react';
import { Act } from '../../parts/act.tsx';
import { Field, Section } from '../../parts/field.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { State } from '../../parts/shape.tsx';
import { app } from '../../words/console/app.ts';
import { peoplePage } from '../../words/console/people.ts';
import { programsText } from '../../words/console/programs.ts';
import { day } from '../../words/numbers.ts';
import { ask, type Answer } from '../ask.ts';
import { Moment } from '../parts/moment.tsx';
import { Rows } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useDeed, useList, useLook, type RowOf } from '../queries.ts';
import { useMay } from '../session.tsx';
import { Grants, type Named, type PeopleAct } from './people-parts.tsx';

type ProgramOf = RowOf<'programs.list'>;

const yearMs = 365 * 86_400_000;

/** Programs that ask by an access token: what each may see, until when, and when it last did. */
export function Programs({ onAct }: { readonly onAct: (act: PeopleAct) => void }): ReactElement {
  const list = useList('programs.list', {});
  const rules = useMay('programs.add');
  const [doing, setDoing] = useState<'add' | Named>();
  const close = (): void => setDoing(undefined);
  return (
    <Section title={programsText.title}>
      <p className="page-words">{programsText.lead}</p>
      {rules ? (
        <div className="acts">
          <Act onPress={() => setDoing('add')}>{programsText.add}</Act>
        </div>
      ) : null}
      <Rows
        name={programsText.title}
        list={list}
        rowKey={({ person }) => person}
        columns={[
          { name: programsText.name, cell: (row) => <Name row={row} /> },
          { name: peoplePage.roles, cell: (row) => <Grants row={row} rules={rules} onAct={onAct} /> },
          { name: programsText.until, cell: ({ until_ms: untilMs }) => <span className="mono small one-line">{day(untilMs)}</span> },
          {
            name: programsText.asked,
            kind: 'lesser',
            cell: ({ last_seen_ms: seenMs }) =>
              seenMs === undefined ? <span className="quiet">{peoplePage.never}</span> : <Moment ms={seenMs} />,
          },
          {
            name: peoplePage.more,
            silent: true,
            kind: 'figure',
            cell: (row) =>
              rules && row.active ? (
                <span className="row-acts">
                  <Act label={`${peoplePage.give}: ${row.name}`} onPress={() => onAct({ kind: 'give', person: row, program: true })}>
                    {peoplePage.give}
                  </Act>
                  <Act label={`${programsText.end}: ${row.name}`} onPress={() => setDoing(row)}>
                    {programsText.end}
                  </Act>
                </span>
              ) : null,
          },
        ]}
        empty={programsText.empty}
        emptyMore={programsText.emptyMore}
      />
      {doing === 'add' ? (
        <MakeToken
          onGive={(person) => {
            close();
            onAct({ kind: 'give', person, program: true });
          }}
          onClose={close}
        />
      ) : doing === undefined ? null : (
        <Sure
          title={programsText.endTitle(doing.name)}
          what={programsText.endWhat}
          act={programsText.end}
          stop
          reason
          run={(reason) => ask('people.end', { params: { person: doing.person }, body: { reason } })}
          onClose={close}
        />
      )}
    </Section>
  );
}

function Name({ row: { name, person, active, made_by: by } }: { readonly row: ProgramOf }): ReactElement {
  return (
    <span className="person-name">
      <b>{name === person ? peoplePage.nameErased : name}</b>
      <span className="mono small quiet">{person.slice(0, 11)}</span>
      <span className="small quiet one-line">{programsText.madeBy(by.name)}</span>
      {active ? null : <State mark="stopped" word={programsText.ended} size={16} />}
    </span>
  );
}

/** A name and an end, and then the token, this once. */
function MakeToken({ onGive, onClose }: { readonly onGive: (program: Named) => void; readonly onClose: () => void }): ReactElement {
  const { data: overview } = useLook('overview.look', {});
  const [typed, setName] = useState('');
  const [until, setUntil] = useState('');
  const [made, setMade] = useState<Answer<'programs.add'>>();
  const deed = useDeed();
  const name = typed.trim();
  const ends = until === '' && overview !== undefined ? day(overview.at_ms + yearMs) : until;
  if (made !== undefined)
    return (
      <Sheet title={programsText.shownTitle(name)} onClose={onClose}>
        <p className="lead">{programsText.shown}</p>
        <p className="token-shown mono">{made.token}</p>
        <p>{programsText.shownThen}</p>
        <div className="acts">
          <Act kind="main" onPress={() => onGive({ person: made.person, name })}>
            {programsText.give}
          </Act>
          <Act onPress={onClose}>{programsText.done}</Act>
        </div>
      </Sheet>
    );
  const make = async (): Promise<void> =>
    setMade(await ask('programs.add', { body: { name, until_ms: new Date(`${ends}T23:59:59`).getTime() } }));
  return (
    <Sheet title={programsText.add} onClose={onClose}>
      <p>{programsText.addWhat}</p>
      <Field label={programsText.addName} hint={programsText.addNameHint} value={typed} onChange={setName} autoFocus required />
      <label className="field">
        <span>{programsText.untilField}</span>
        <input className="input mono" type="date" value={ends} onChange={({ target }) => setUntil(target.value)} />
        <span className="small quiet">{programsText.untilHint}</span>
      </label>
      <Refused words={deed.fault} />
      <div className="acts">
        <Act kind="main" disabled={deed.busy || name === '' || ends === ''} onPress={() => void deed.run(make)}>
          {programsText.add}
        </Act>
        <Act onPress={onClose}>{app.cancel}</Act>
      </div>
    </Sheet>
  );
}
