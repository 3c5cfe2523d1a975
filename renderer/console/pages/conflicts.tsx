import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { State } from '../../parts/shape.tsx';
import { conflictPage, conflictWords } from '../../words/console/drive.ts';
import { DriveLink } from '../parts/drive-cells.tsx';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Tick } from '../parts/pick.tsx';
import { Rows } from '../parts/rows.tsx';
import { useList } from '../queries.ts';

/** Conflicts, newest first. */
export function ConflictsPage(): ReactElement {
  const [closed, setClosed] = useState(false);
  const list = useList('conflicts.list', closed ? { closed } : {});
  return (
    <Page title={conflictPage.title} lead={conflictPage.lead}>
      <div className="narrow">
        <Tick label={conflictPage.closed} on={closed} onChange={setClosed} />
      </div>
      <Rows
        name={conflictPage.title}
        list={list}
        rowKey={({ id }) => id}
        rowTone={({ closed_ms: closedMs }) => (closedMs === undefined ? 'disputed' : undefined)}
        columns={[
          {
            name: conflictPage.kind,
            cell: ({ id, class: kind }) => (
              <Link href={`/conflict/${id}`} className="row-go">
                {conflictWords(kind).word}
              </Link>
            ),
          },
          { name: conflictPage.drive, cell: (row) => <DriveLink row={row} /> },
          {
            name: conflictPage.ended,
            cell: ({ closed_ms: closedMs }) =>
              closedMs === undefined ? <State mark="disputed" word={conflictPage.open} size={16} /> : <Moment ms={closedMs} />,
          },
          { name: conflictPage.site, kind: 'lesser', cell: ({ site }) => site },
          { name: conflictPage.opened, kind: 'figure', cell: ({ opened_ms: openedMs }) => <Moment ms={openedMs} /> },
        ]}
        empty={conflictPage.empty}
        emptyMore={conflictPage.emptyMore}
      />
    </Page>
  );
}
