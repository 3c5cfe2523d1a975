import { useState, type ReactElement } from 'react';
import type { FirmwareRow } from '../../../contract/console/firmware.ts';
import { firmwareLiftGround, type FirmwareLiftGround } from '../../../domain/facts/control.ts';
import { Act } from '../../parts/act.tsx';
import { Choice } from '../../parts/field.tsx';
import { Code } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { firmwarePage, liftGroundWord } from '../../words/console/firmware.ts';
import { techniqueWord } from '../../words/erase.ts';
import { grouped } from '../../words/numbers.ts';
import { ask } from '../ask.ts';
import { DriveLink } from '../parts/drive-cells.tsx';
import { Empty, Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Table, type Column } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { useMay } from '../session.tsx';

/** Which firmware left data behind after which technique, with the drives that showed it. */
export function FirmwarePage(): ReactElement {
  const look = useLook('firmware.list', {});
  const rules = useMay('firmware.lift');
  const [lifting, lift] = useState<FirmwareRow>();
  const decision: Column<FirmwareRow> = {
    name: firmwarePage.act,
    kind: 'figure',
    silent: true,
    cell: (row) =>
      row.blocked ? (
        <Act label={firmwarePage.liftOf(row)} onPress={() => lift(row)}>
          {firmwarePage.lift}
        </Act>
      ) : null,
  };
  return (
    <Page title={firmwarePage.title} lead={firmwarePage.lead}>
      <Look look={look}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty words={firmwarePage.empty} more={firmwarePage.emptyMore} />
          ) : (
            <Table
              name={firmwarePage.title}
              rows={rows}
              rowKey={({ model, firmware, technique }) => `${model} ${firmware} ${technique}`}
              rowTone={({ blocked }) => (blocked ? 'stopped' : undefined)}
              columns={rules ? [...columns, decision] : columns}
            />
          )
        }
      </Look>
      {lifting === undefined ? null : <Lift row={lifting} onClose={() => lift(undefined)} />}
    </Page>
  );
}

const columns: readonly Column<FirmwareRow>[] = [
  {
    name: firmwarePage.model,
    cell: ({ model, firmware }) => (
      <>
        <b>{model}</b>
        <div>
          <Code small>{firmware}</Code>
        </div>
      </>
    ),
  },
  { name: firmwarePage.technique, cell: ({ technique }) => techniqueWord(technique) },
  { name: firmwarePage.state, cell: (row) => <Standing row={row} /> },
  { name: firmwarePage.drives, cell: (row) => <Drives row={row} /> },
  { name: firmwarePage.since, kind: 'figure', cell: ({ said_ms: saidMs }) => <Moment ms={saidMs} /> },
];

function Standing({ row: { blocked, ground, lifted_by: by } }: { readonly row: FirmwareRow }): ReactElement {
  if (blocked || ground === undefined) return <State mark="stopped" word={firmwarePage.blocked} size={16} />;
  return (
    <>
      <State mark="waiting" word={firmwarePage.lifted} size={16} />
      <div className="small quiet">{firmwarePage.liftedBy(liftGroundWord(ground), by?.name ?? '')}</div>
    </>
  );
}

function Drives({ row: { drives, others } }: { readonly row: FirmwareRow }): ReactElement {
  return (
    <>
      {drives.map((drive) => (
        <div key={drive.event}>
          <DriveLink row={drive} /> <span className="small quiet">{drive.site}</span>
        </div>
      ))}
      {others === 0 ? null : <span className="small quiet">{firmwarePage.others(grouped(others))}</span>}
    </>
  );
}

function Lift({ row, onClose }: { readonly row: FirmwareRow; readonly onClose: () => void }): ReactElement {
  const [ground, setGround] = useState<FirmwareLiftGround>();
  const { model, firmware, technique } = row;
  return (
    <Sure
      title={firmwarePage.liftOf(row)}
      what={firmwarePage.liftWhat}
      act={firmwarePage.lift}
      stop
      reason
      ready={ground !== undefined}
      run={(note) => ask('firmware.lift', { body: { model, firmware, technique, ground: ground ?? 'cause_was_elsewhere', note } })}
      onClose={onClose}
    >
      <Choice label={firmwarePage.ground} value={ground} onChange={setGround} options={firmwareLiftGround.options} word={liftGroundWord} />
    </Sure>
  );
}
