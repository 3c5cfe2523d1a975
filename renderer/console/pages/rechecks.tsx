import type { ReactElement } from 'react';
import type { RecheckDone, RecheckDue, RecheckMonth } from '../../../contract/console/rechecks.ts';
import { Section } from '../../parts/field.tsx';
import { Code } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { recheckPage, recheckVerdictWord, shareWord } from '../../words/console/rechecks.ts';
import { grouped } from '../../words/numbers.ts';
import { stateWord } from '../../words/states.ts';
import type { Answer } from '../ask.ts';
import { ControlChart, ControlKey } from '../parts/control-chart.tsx';
import { DriveLink } from '../parts/drive-cells.tsx';
import { Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Table, type Column } from '../parts/rows.tsx';
import { useLook } from '../queries.ts';

/** Drives that the log drew, what became of them, and the control chart of what was found. */
export function RechecksPage(): ReactElement {
  const look = useLook('rechecks.list', {});
  return (
    <Page title={recheckPage.title} lead={recheckPage.lead}>
      <Look look={look}>
        {(data) => (
          <>
            <Waiting data={data} />
            <Months data={data} />
            <Done rows={data.done} />
          </>
        )}
      </Look>
    </Page>
  );
}

function Waiting({
  data: { due, due_count: count, gone_count: gone, share_permille: share },
}: {
  readonly data: Answer<'rechecks.list'>;
}): ReactElement {
  return (
    <Section title={count === 0 ? recheckPage.waiting : recheckPage.waitingCount(count)}>
      {count === 0 ? (
        <p className="quiet">
          {recheckPage.none} {recheckPage.noneMore}
        </p>
      ) : (
        <Table name={recheckPage.waiting} rows={due} rowKey={({ subject }) => subject} columns={dueColumns} />
      )}
      {due.length < count ? <p className="small quiet">{recheckPage.shownOf(due.length, count)}</p> : null}
      <p className="small quiet">{share === undefined ? recheckPage.drawsNone : recheckPage.draws(share)}</p>
      {gone === 0 ? null : <p className="small quiet">{recheckPage.gone(gone)}</p>}
    </Section>
  );
}

const dueColumns: readonly Column<RecheckDue>[] = [
  { name: recheckPage.serial, cell: (row) => <DriveLink row={row} /> },
  { name: recheckPage.state, cell: ({ state }) => <State {...stateWord(state)} size={16} /> },
  { name: recheckPage.where, cell: ({ site, place }) => [site, place].filter((part) => part !== undefined).join(', ') },
  { name: recheckPage.drawn, kind: 'figure', cell: ({ drawn_ms: drawnMs }) => <Moment ms={drawnMs} /> },
];

function Months({ data: { months, centre } }: { readonly data: Answer<'rechecks.list'> }): ReactElement {
  return (
    <Section title={recheckPage.chart}>
      {centre === undefined ? (
        <p className="quiet">{recheckPage.chartNone}</p>
      ) : (
        <>
          <p className="page-words">{recheckPage.chartLead(shareWord(centre))}</p>
          <ControlKey />
          <ControlChart months={months} centre={centre} />
          <Table
            name={recheckPage.chart}
            rows={months.toReversed()}
            rowKey={({ month }) => month}
            rowTone={({ out }) => (out ? 'stopped' : undefined)}
            columns={monthColumns}
          />
        </>
      )}
    </Section>
  );
}

const figure = (text: string): ReactElement => <Code small>{text}</Code>;

const monthColumns: readonly Column<RecheckMonth>[] = [
  { name: recheckPage.month, cell: ({ month }) => figure(month) },
  { name: recheckPage.checked, kind: 'figure', cell: ({ checked }) => figure(grouped(checked)) },
  { name: recheckPage.failed, kind: 'figure', cell: ({ failed }) => figure(grouped(failed)) },
  { name: recheckPage.share, kind: 'figure', cell: ({ share }) => figure(share === undefined ? '' : shareWord(share)) },
  { name: recheckPage.limit, kind: 'figure', cell: ({ upper }) => figure(upper === undefined ? '' : shareWord(upper)) },
  {
    name: recheckPage.judged,
    cell: ({ out }) => <State mark={out ? 'stopped' : 'proven'} word={out ? recheckPage.out : recheckPage.inside} size={16} />,
  },
];

function Done({ rows }: { readonly rows: readonly RecheckDone[] }): ReactElement {
  return (
    <Section title={recheckPage.done}>
      {rows.length === 0 ? (
        <p className="quiet">{recheckPage.doneNone}</p>
      ) : (
        <Table
          name={recheckPage.done}
          rows={rows}
          rowKey={({ event }) => event}
          rowTone={({ verdict }) => (verdict === 'not_borne_out' ? 'stopped' : undefined)}
          columns={doneColumns}
        />
      )}
    </Section>
  );
}

const doneColumns: readonly Column<RecheckDone>[] = [
  { name: recheckPage.serial, cell: (row) => <DriveLink row={row} /> },
  { name: recheckPage.verdict, cell: ({ verdict }) => <State {...recheckVerdictWord(verdict)} size={16} /> },
  { name: recheckPage.where, cell: ({ site }) => site },
  { name: recheckPage.by, kind: 'lesser', cell: ({ by }) => <span className="keep">{by?.name ?? ''}</span> },
  { name: recheckPage.at, kind: 'figure', cell: ({ at_ms: atMs }) => <Moment ms={atMs} /> },
];
