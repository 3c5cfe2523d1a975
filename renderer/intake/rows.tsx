import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { ExpectedRowView, ExpectedView } from '../../contract/expected.ts';
import { missingReason, type MissingReason } from '../../domain/facts/expected.ts';
import { filled } from '../containment/filled.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/shape.tsx';
import { useCall, useStation } from '../station.tsx';
import { listText, missingReasonWords } from '../words/intake-lists.ts';

const order = { open: 0, missing: 1, met: 2 } as const;

/** Rows of a list, those that are still open first; each open one may be signed for as missing. */
export function Rows({ view, onSheet }: { readonly view: ExpectedView; readonly onSheet: (open: boolean) => void }): ReactElement {
  const [missed, setMissed] = useState<ExpectedRowView>();
  const show = (row: ExpectedRowView | undefined): void => {
    setMissed(row);
    onSheet(row !== undefined);
  };
  const rows = [...view.rows].sort((one, other) => order[one.state.kind] - order[other.state.kind] || one.row - other.row);
  return (
    <>
      <table className="table">
        <Heads words={[listText.row, listText.serial, listText.state, listText.from]} acts />
        <tbody>
          {rows.map((row) => (
            <tr key={row.row}>
              <td>
                <Code>{row.row}</Code>
              </td>
              <th scope="row">
                {row.state.kind === 'met' ? (
                  <Anchor href={`/drive/${row.state.drive}`} className="row-link">
                    <RowName row={row} />
                  </Anchor>
                ) : (
                  <RowName row={row} />
                )}
              </th>
              <td>
                <RowState state={row.state} />
              </td>
              <td>{[row.host, row.slot].filter((part) => part !== undefined).join(', ')}</td>
              <td className="table-act">
                {row.state.kind === 'open' && !view.closed ? (
                  <Act onPress={() => show(row)} label={`${listText.miss}: ${row.serial ?? row.row}`}>
                    {listText.miss}
                  </Act>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {missed === undefined ? null : <SignMissing list={view.list} row={missed} onClose={() => show(undefined)} />}
    </>
  );
}

function RowName({ row: { serial, wwn } }: { readonly row: ExpectedRowView }): ReactElement {
  const name = serial ?? wwn;
  return name === undefined ? <span className="quiet">{listText.bay}</span> : <Code>{name}</Code>;
}

function RowState({ state }: { readonly state: ExpectedRowView['state'] }): ReactElement {
  switch (state.kind) {
    case 'open':
      return <State mark="waiting" word={listText.left} size={20} />;
    case 'met':
      return <State mark="proven" word={listText.met} size={20} />;
    case 'missing':
      return <State mark="stopped" word={`${listText.missing}: ${missingReasonWords[state.reason].toLowerCase()}`} size={20} />;
  }
}

function SignMissing({
  list,
  row,
  onClose,
}: {
  readonly list: string;
  readonly row: ExpectedRowView;
  readonly onClose: () => void;
}): ReactElement {
  const { station } = useStation();
  const client = useQueryClient();
  const call = useCall();
  const [reason, setReason] = useState<MissingReason>();
  const [note, setNote] = useState('');
  const sign = async (chosen: MissingReason): Promise<void> => {
    if (await call.run(() => station.expected.miss({ list, row: row.row, reason: chosen, ...filled({ note }) }))) onClose();
    await client.invalidateQueries({ queryKey: ['expected'] });
  };
  return (
    <Sheet title={listText.missTitle} onClose={onClose}>
      <p className="mono">{row.serial ?? row.wwn}</p>
      <Choice
        label={listText.reason}
        options={missingReason.options}
        value={reason}
        onChange={setReason}
        word={(each) => missingReasonWords[each]}
      />
      <Field label={listText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act kind="stop" disabled={reason === undefined || call.busy} onPress={() => (reason === undefined ? undefined : void sign(reason))}>
        {listText.sign}
      </Act>
    </Sheet>
  );
}
