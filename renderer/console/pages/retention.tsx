import { useState, type ReactElement } from 'react';
import type { ContractRow } from '../../../contract/console/retention.ts';
import { holdListDays, dayMs } from '../../../domain/retention/clock.ts';
import { Act } from '../../parts/act.tsx';
import { Code } from '../../parts/marks.tsx';
import { Refused } from '../../parts/refused.tsx';
import { State } from '../../parts/shape.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { clockState, notGone, retentionPage } from '../../words/console/retention.ts';
import { day, grouped } from '../../words/numbers.ts';
import { ask, askFile, type Answer } from '../ask.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { PickTenant } from '../parts/pick-tenant.tsx';
import { Table, type Column } from '../parts/rows.tsx';
import { saveFile } from '../parts/save.ts';
import { Sure } from '../parts/sure.tsx';
import { useDeed, useLook } from '../queries.ts';
import { useMay } from '../session.tsx';
import { HoldTenant, TenantHolds } from './tenant-holds.tsx';

/** Ended contracts with their clocks, and the report of each. */
export function RetentionPage(): ReactElement {
  const look = useLook('retention.list', {});
  const rules = useMay('retention.end');
  const saves = useMay('retention.report');
  const [ending, setEnding] = useState(false);
  const [holding, setHolding] = useState(false);
  const [opened, setOpened] = useState<ContractRow>();
  const [resuming, setResuming] = useState<ContractRow>();
  const acts: Column<ContractRow> = {
    name: retentionPage.open,
    silent: true,
    cell: (row) => (
      <Act label={retentionPage.opened(row.name)} onPress={() => setOpened(row)}>
        {retentionPage.open}
      </Act>
    ),
  };
  return (
    <Page
      title={retentionPage.title}
      lead={retentionPage.lead}
      acts={
        rules ? (
          <>
            <Act onPress={() => setHolding(true)}>{retentionPage.hold}</Act>
            <Act onPress={() => setEnding(true)}>{retentionPage.end}</Act>
          </>
        ) : undefined
      }
    >
      <Look look={look}>
        {(data) => (
          <>
            {data.rows.length === 0 ? (
              <Empty words={retentionPage.empty} more={retentionPage.emptyMore} />
            ) : (
              <>
                <Doubts data={data} />
                <Table
                  name={retentionPage.title}
                  rows={data.rows}
                  rowKey={({ tenant }) => tenant}
                  rowTone={({ counts }) => (counts.overdue > 0 ? 'stopped' : undefined)}
                  columns={[...columns, ...(saves || rules ? [acts] : [])]}
                />
              </>
            )}
            <TenantHolds rows={data.holds} rules={rules} />
          </>
        )}
      </Look>
      {opened === undefined ? null : (
        <Report row={opened} saves={saves} onResume={rules ? () => setResuming(opened) : undefined} onClose={() => setOpened(undefined)} />
      )}
      {holding ? <HoldTenant onClose={() => setHolding(false)} /> : null}
      {ending ? <EndContract onClose={() => setEnding(false)} /> : null}
      {resuming === undefined ? null : (
        <Sure
          title={retentionPage.resumeTitle(resuming.name)}
          what={retentionPage.resumeWhat}
          act={retentionPage.resume}
          stop
          run={() => ask('retention.resume', { params: { tenant: resuming.tenant } })}
          onClose={() => setResuming(undefined)}
        />
      )}
    </Page>
  );
}

const figure = (value: number): ReactElement => <Code small>{value === 0 ? '' : grouped(value)}</Code>;

const columns: readonly Column<ContractRow>[] = [
  { name: retentionPage.tenant, cell: ({ name }) => <b>{name}</b> },
  { name: retentionPage.state, cell: (row) => <State {...clockState(row)} size={16} /> },
  { name: retentionPage.ended, kind: 'lesser', cell: ({ ended_ms: endedMs }) => <Code small>{day(endedMs)}</Code> },
  { name: retentionPage.day, kind: 'figure', cell: ({ day: at, delete_by_days: by }) => <Code small>{`${at} / ${by}`}</Code> },
  { name: retentionPage.by, kind: 'figure', cell: ({ delete_by_ms: byMs }) => <Code small>{day(byMs)}</Code> },
  { name: retentionPage.still, kind: 'figure', cell: ({ counts }) => figure(notGone(counts)) },
  { name: retentionPage.held, kind: 'figure', cell: ({ counts }) => figure(counts.held) },
  { name: retentionPage.gone, kind: 'figure', cell: ({ counts }) => figure(counts.met) },
  { name: retentionPage.wrong, kind: 'lesser', cell: ({ counts }) => figure(counts.early + counts.late) },
];

/** What keeps a report from being met, or deletion from being safe, before the rows themselves. */
function Doubts({ data: { at_ms: atMs, holds_known_ms: knownMs, unknown } }: { readonly data: Answer<'retention.list'> }): ReactElement {
  const isOld = knownMs === undefined || atMs - knownMs > holdListDays * dayMs;
  return (
    <>
      {isOld ? (
        <p>
          <State mark="stopped" word={retentionPage.holdsOld} size={16} />
        </p>
      ) : null}
      {knownMs === undefined ? null : (
        <p className="small quiet">
          {retentionPage.holdsKnown} <Moment ms={knownMs} />
        </p>
      )}
      {unknown === 0 ? null : (
        <p>
          <State mark="unknown" word={retentionPage.unknown(retentionPage.aDrive(unknown, grouped(unknown)))} size={16} />
        </p>
      )}
    </>
  );
}

function Report({
  row: { tenant, name },
  saves,
  onResume,
  onClose,
}: {
  readonly row: ContractRow;
  readonly saves: boolean;
  readonly onResume: (() => void) | undefined;
  readonly onClose: () => void;
}): ReactElement {
  const deed = useDeed();
  const [saved, setSaved] = useState('');
  const take = (as: 'csv' | 'json'): void => {
    setSaved('');
    void deed.run(async () => {
      const file = await askFile('retention.report', { params: { tenant }, query: { as } });
      saveFile(file.name, file.bytes);
      setSaved(file.name);
    });
  };
  return (
    <Sheet title={retentionPage.opened(name)} onClose={onClose}>
      <p>{retentionPage.openedWhat}</p>
      <div className="acts">
        {saves
          ? (['csv', 'json'] as const).map((as) => (
              <Act key={as} kind={as === 'csv' ? 'main' : 'plain'} disabled={deed.busy} onPress={() => take(as)}>
                {retentionPage[as]}
              </Act>
            ))
          : null}
        {onResume === undefined ? null : (
          <Act
            onPress={() => {
              onClose();
              onResume();
            }}
          >
            {retentionPage.resume}
          </Act>
        )}
      </div>
      <p role="status" className="small">
        {saved === '' ? '' : retentionPage.saved(saved)}
      </p>
      <Refused words={deed.fault} />
    </Sheet>
  );
}

function EndContract({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [tenant, setTenant] = useState<string>();
  const [last, setLast] = useState('');
  return (
    <Sure
      title={retentionPage.endTitle}
      what={retentionPage.endWhat}
      act={retentionPage.endDo}
      ready={tenant !== undefined && last !== ''}
      run={() => ask('retention.end', { params: { tenant: tenant ?? '' }, body: { ended_ms: new Date(`${last}T00:00:00`).getTime() } })}
      onClose={onClose}
    >
      <PickTenant label={retentionPage.tenant} none={retentionPage.choose} value={tenant} onChange={setTenant} />
      <label className="field">
        <span>{retentionPage.lastDay}</span>
        <input className="input mono" type="date" value={last} onChange={({ target }) => setLast(target.value)} />
      </label>
    </Sure>
  );
}
