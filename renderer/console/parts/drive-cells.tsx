import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { ConsoleDriveRow } from '../../../contract/console/drives.ts';
import { Serial } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { driveList } from '../../words/console/lists.ts';
import { stateWord } from '../../words/states.ts';
import { Moment } from './moment.tsx';
import type { Column } from './rows.tsx';

/** The columns of every list of drives. */
export function driveColumns<Row extends ConsoleDriveRow>(names: {
  readonly people: (id: string) => string;
  readonly tenants: (id: string) => string;
}): readonly Column<Row>[] {
  return [
    { name: driveList.serial, cell: (row) => <DriveLink row={row} /> },
    { name: driveList.state, cell: ({ state }) => <State {...stateWord(state)} size={16} /> },
    { name: driveList.model, kind: 'lesser', cell: ({ model }) => model ?? '' },
    { name: driveList.where, cell: ({ site, place }) => [site, place].filter((part) => part !== undefined).join(', ') },
    {
      name: driveList.holder,
      kind: 'lesser',
      cell: ({ holder }) => <span className="keep">{holder === undefined ? '' : names.people(holder)}</span>,
    },
    {
      name: driveList.tenant,
      kind: 'lesser',
      cell: ({ tenant }) => <span className="keep">{tenant === undefined ? '' : names.tenants(tenant)}</span>,
    },
    { name: driveList.since, kind: 'figure', cell: ({ since_ms: sinceMs }) => <Moment ms={sinceMs} /> },
  ];
}

export function DriveLink({ row }: { readonly row: Pick<ConsoleDriveRow, 'subject' | 'serial'> }): ReactElement {
  return (
    <Link href={`/drive/${row.subject}`} className="row-go">
      <Serial text={row.serial} />
    </Link>
  );
}
