import { useState, type ReactElement } from 'react';
import { Act } from '../../parts/act.tsx';
import { Section } from '../../parts/field.tsx';
import { State } from '../../parts/shape.tsx';
import { peoplePage } from '../../words/console/people.ts';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Rows, Table } from '../parts/rows.tsx';
import { useList } from '../queries.ts';
import { useMay, useSigned } from '../session.tsx';
import { EraseName } from '../drive/erase-values.tsx';
import { BenchPeople, Forget } from './bench-people.tsx';
import { Grants, type PeopleAct, type PersonOf } from './people-parts.tsx';
import { Programs } from './programs.tsx';
import { AddAccount, EndAccount, GiveRole, TakeRole } from './people-acts.tsx';

/** People, what they may do, and those who stand before the door. */
export function PeoplePage(): ReactElement {
  const list = useList('people.list', {});
  const rules = useMay('people.grant');
  const [act, setAct] = useState<PeopleAct>();
  const close = (): void => setAct(undefined);
  return (
    <Page
      title={peoplePage.title}
      lead={peoplePage.lead}
      acts={rules ? <Act onPress={() => setAct({ kind: 'add', stranger: undefined })}>{peoplePage.addLocal}</Act> : undefined}
    >
      {rules ? <Strangers onAct={setAct} /> : null}
      <Rows
        name={peoplePage.title}
        list={list}
        rowKey={({ person }) => person}
        columns={[
          { name: peoplePage.name, cell: (row) => <Name row={row} /> },
          { name: peoplePage.roles, cell: (row) => <Grants row={row} rules={rules} onAct={setAct} /> },
          {
            name: peoplePage.ways,
            kind: 'lesser',
            cell: ({ ways }) =>
              ways.map(({ way, account }) => (way === 'local' ? `${peoplePage.local} ${account}` : account)).join(', ') || peoplePage.none,
          },
          {
            name: peoplePage.seen,
            kind: 'lesser',
            cell: ({ last_seen_ms: seenMs }) =>
              seenMs === undefined ? <span className="quiet">{peoplePage.never}</span> : <Moment ms={seenMs} />,
          },
          {
            name: peoplePage.more,
            silent: true,
            kind: 'figure',
            cell: (row) => (rules ? row.active ? <PersonActs row={row} onAct={setAct} /> : <Forget row={row} onAct={setAct} /> : null),
          },
        ]}
        empty={peoplePage.empty}
      />
      <BenchPeople onAct={setAct} />
      <Programs onAct={setAct} />
      {act?.kind === 'give' ? <GiveRole person={act.person} program={act.program === true} onClose={close} /> : null}
      {act?.kind === 'take' ? <TakeRole person={act.person} role={act.role} onClose={close} /> : null}
      {act?.kind === 'end' ? <EndAccount person={act.person} bench={act.bench === true} onClose={close} /> : null}
      {act?.kind === 'erase' ? <EraseName person={act.person} onClose={close} /> : null}
      {act?.kind === 'add' ? <AddAccount stranger={act.stranger} onClose={close} /> : null}
    </Page>
  );
}

function Name({ row: { name, active, person } }: { readonly row: PersonOf }): ReactElement {
  return (
    <span className="person-name">
      <b>{name === person ? peoplePage.nameErased : name}</b>
      <span className="mono small quiet">{person.slice(0, 11)}</span>
      {active ? null : <State mark="unknown" word={peoplePage.closed} size={16} />}
    </span>
  );
}

function PersonActs({ row, onAct }: { readonly row: PersonOf; readonly onAct: (act: PeopleAct) => void }): ReactElement {
  const { person: own } = useSigned();
  // Nobody gives a role to themselves, nor shuts themselves out.
  if (row.person === own) return <span />;
  return (
    <span className="row-acts">
      <Act label={`${peoplePage.give}: ${row.name}`} onPress={() => onAct({ kind: 'give', person: row })}>
        {peoplePage.give}
      </Act>
      <Act label={peoplePage.endTitle(row.name)} onPress={() => onAct({ kind: 'end', person: row })}>
        {peoplePage.end}
      </Act>
    </span>
  );
}

function Strangers({ onAct }: { readonly onAct: (act: PeopleAct) => void }): ReactElement | null {
  const list = useList('people.strangers', {});
  if ((list.rows ?? []).length === 0) return null;
  return (
    <Section title={peoplePage.strangers}>
      <p className="quiet">{peoplePage.strangersLead}</p>
      <Table
        name={peoplePage.strangers}
        rows={list.rows ?? []}
        rowKey={({ id }) => id}
        columns={[
          { name: peoplePage.name, cell: ({ name }) => <b>{name}</b> },
          { name: peoplePage.account, cell: ({ account }) => <span className="mono small">{account}</span> },
          { name: peoplePage.provider, kind: 'lesser', cell: ({ provider }) => provider },
          { name: peoplePage.first, kind: 'lesser', cell: ({ first_ms: firstMs }) => <Moment ms={firstMs} /> },
          {
            name: peoplePage.letIn,
            silent: true,
            kind: 'figure',
            cell: (stranger) => (
              <Act label={`${peoplePage.letIn}: ${stranger.name}`} onPress={() => onAct({ kind: 'add', stranger })}>
                {peoplePage.letIn}
              </Act>
            ),
          },
        ]}
      />
    </Section>
  );
}
