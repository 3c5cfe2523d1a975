import type { ReactElement } from 'react';
import { Act } from '../../parts/act.tsx';
import { Section } from '../../parts/field.tsx';
import { State } from '../../parts/shape.tsx';
import { peoplePage } from '../../words/console/people.ts';
import { erasing } from '../../words/console/erasing.ts';
import { roleWord } from '../../words/custody.ts';
import { Rows } from '../parts/rows.tsx';
import { useList } from '../queries.ts';
import { useMay } from '../session.tsx';
import { Grants, type Named, type PeopleAct } from './people-parts.tsx';

/** People whom stations enrolled: they sign in at a bench, and what the log grants them counts there. */
export function BenchPeople({ onAct }: { readonly onAct: (act: PeopleAct) => void }): ReactElement {
  const list = useList('people.enrolled', {});
  const rules = useMay('people.grant');
  return (
    <Section title={peoplePage.benches}>
      <p className="page-words">{peoplePage.benchesLead}</p>
      <Rows
        name={peoplePage.benches}
        list={list}
        rowKey={({ person }) => person}
        columns={[
          {
            name: peoplePage.name,
            cell: ({ name, person, active }) => (
              <span className="person-name">
                <b>{name === person ? peoplePage.nameErased : name}</b>
                <span className="mono small quiet">{person.slice(0, 11)}</span>
                {active ? null : <State mark="stopped" word={peoplePage.ended} size={16} />}
              </span>
            ),
          },
          { name: peoplePage.bench, cell: ({ station_name: station, site }) => `${station}, ${site}` },
          { name: peoplePage.givenThere, kind: 'lesser', cell: ({ roles }) => roles.map(roleWord).join(', ') },
          { name: peoplePage.roles, cell: (row) => <Grants row={row} rules={rules} onAct={onAct} /> },
          {
            name: peoplePage.more,
            silent: true,
            kind: 'figure',
            cell: (row) =>
              rules && row.active ? (
                <span className="row-acts">
                  <Act label={`${peoplePage.give}: ${row.name}`} onPress={() => onAct({ kind: 'give', person: row })}>
                    {peoplePage.give}
                  </Act>
                  <Act label={peoplePage.endBenchTitle(row.name)} onPress={() => onAct({ kind: 'end', person: row, bench: true })}>
                    {peoplePage.endBench}
                  </Act>
                </span>
              ) : rules ? (
                <Forget row={row} onAct={onAct} />
              ) : null,
          },
        ]}
        empty={peoplePage.benchesEmpty}
      />
    </Section>
  );
}

/** Of somebody whose access has ended, the name may go; one that is erased is the pseudonym. */
export function Forget({ row, onAct }: { readonly row: Named; readonly onAct: (act: PeopleAct) => void }): ReactElement | null {
  if (row.name === row.person) return null;
  return (
    <Act label={erasing.ofPersonTitle(row.name)} onPress={() => onAct({ kind: 'erase', person: row })}>
      {erasing.ofPerson}
    </Act>
  );
}
