import { useState, type ReactElement } from 'react';
import type { OutletRow } from '../../../contract/console/outlets.ts';
import { Act } from '../../parts/act.tsx';
import { Field } from '../../parts/field.tsx';
import { Code } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { outletsPage, outletState } from '../../words/console/outlets.ts';
import { grouped } from '../../words/numbers.ts';
import { ask } from '../ask.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Table, type Column } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { useMay } from '../session.tsx';

/** Webhooks and syslog: how far each was told of the log, and telling it again. */
export function OutletsPage(): ReactElement {
  const look = useLook('outlets.list', {});
  const tells = useMay('outlets.replay');
  const [telling, setTelling] = useState<OutletRow>();
  const again: Column<OutletRow> = {
    name: outletsPage.again,
    silent: true,
    cell: (row) =>
      row.state === 'new' ? (
        ''
      ) : (
        <Act
          kind={row.state === 'given_up' ? 'main' : 'plain'}
          label={`${row.state === 'given_up' ? outletsPage.goOn : outletsPage.again}: ${row.name}`}
          onPress={() => setTelling(row)}
        >
          {row.state === 'given_up' ? outletsPage.goOn : outletsPage.again}
        </Act>
      ),
  };
  return (
    <Page title={outletsPage.title} lead={outletsPage.lead}>
      <Look look={look}>
        {({ rows, size }) => (
          <>
            {rows.length === 0 ? (
              <Empty words={outletsPage.empty} more={outletsPage.emptyMore} />
            ) : (
              <Table
                name={outletsPage.title}
                rows={rows}
                rowKey={({ name }) => name}
                rowTone={({ state }) => (state === 'given_up' ? 'stopped' : undefined)}
                columns={[...columns, ...(tells ? [again] : [])]}
              />
            )}
            {telling === undefined ? null : <TellAgain row={telling} size={size} onClose={() => setTelling(undefined)} />}
          </>
        )}
      </Look>
    </Page>
  );
}

const columns: readonly Column<OutletRow>[] = [
  { name: outletsPage.name, cell: ({ name }) => <b>{name}</b> },
  { name: outletsPage.state, cell: ({ state }) => <State {...outletState(state)} size={16} /> },
  { name: outletsPage.to, kind: 'lesser', cell: ({ way, to }) => <Where way={way} to={to} /> },
  { name: outletsPage.why, cell: (row) => <Attempts row={row} /> },
  { name: outletsPage.behind, kind: 'figure', cell: ({ behind }) => <Code small>{behind === 0 ? '' : grouped(behind)}</Code> },
  { name: outletsPage.taken, kind: 'figure', cell: ({ taken }) => <Code small>{grouped(taken)}</Code> },
  {
    name: outletsPage.last,
    kind: 'figure',
    cell: ({ taken_ms: takenMs }) => (takenMs === undefined ? <span className="quiet">{outletsPage.never}</span> : <Moment ms={takenMs} />),
  },
];

function Where({ way, to }: Pick<OutletRow, 'way' | 'to'>): ReactElement {
  return (
    <span className="small">
      {outletsPage[way]} <span className="mono small quiet">{to}</span>
    </span>
  );
}

function Attempts({ row: { failures, why, due_ms: dueMs } }: { readonly row: OutletRow }): ReactElement {
  if (failures === 0) return <span />;
  return (
    <span className="small">
      {outletsPage.attempt(grouped(failures))}: {why}
      {dueMs === undefined ? null : (
        <>
          , {outletsPage.nextAttempt} <Moment ms={dueMs} />
        </>
      )}
    </span>
  );
}

function TellAgain({ row, size, onClose }: { readonly row: OutletRow; readonly size: number; readonly onClose: () => void }): ReactElement {
  const [from, setFrom] = useState(String(row.next));
  const isPlace = /^[0-9]{1,15}$/.test(from.trim()) && Number(from) <= size;
  return (
    <Sure
      title={outletsPage.againTitle(row.name)}
      what={outletsPage.againWhat}
      act={Number(from) === row.next ? outletsPage.goOn : outletsPage.again}
      ready={isPlace}
      kept={false}
      run={() => ask('outlets.replay', { params: { outlet: row.name }, body: { from: Number(from) } })}
      onClose={onClose}
    >
      <Field
        label={outletsPage.from}
        hint={isPlace ? outletsPage.fromHint : outletsPage.fromWrong(grouped(size))}
        value={from}
        onChange={setFrom}
        autoFocus
        required
      />
    </Sure>
  );
}
