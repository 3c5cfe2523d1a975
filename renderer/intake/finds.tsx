import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import type { ExpectedView } from '../../contract/expected.ts';
import { findOutcome, type FindOutcome } from '../../domain/facts/expected.ts';
import { filled } from '../containment/filled.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useCall, useStation } from '../station.tsx';
import { findOutcomeWords, listText } from '../words/intake-lists.ts';

type Find = ExpectedView['finds'][number];

/** What was here and stands on no row. Nothing is drawn where there is none. */
export function Finds({ view, onSheet }: { readonly view: ExpectedView; readonly onSheet: (open: boolean) => void }): ReactElement | null {
  const [open, setOpen] = useState<Find>();
  const show = (find: Find | undefined): void => {
    setOpen(find);
    onSheet(find !== undefined);
  };
  if (view.finds.length === 0) return null;
  return (
    <Section title={listText.findsTitle}>
      <ul className="limbo">
        {view.finds.map((find) => (
          <li key={find.find} className="limbo-line">
            <Shape mark={find.settled === undefined ? 'disputed' : 'proven'} />
            {find.serial === undefined ? listText.noSerial : <Code>{find.serial}</Code>}
            <span className="quiet">{find.place}</span>
            <span className="limbo-clock">{find.settled === undefined ? null : findOutcomeWords[find.settled]}</span>
            {find.settled === undefined ? <Act onPress={() => show(find)}>{listText.settle}</Act> : null}
          </li>
        ))}
      </ul>
      {open === undefined ? null : <Settle list={view.list} find={open} onClose={() => show(undefined)} />}
    </Section>
  );
}

function Settle({ list, find, onClose }: { readonly list: string; readonly find: Find; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const client = useQueryClient();
  const call = useCall();
  const [outcome, setOutcome] = useState<FindOutcome>();
  const [note, setNote] = useState('');
  const settle = async (chosen: FindOutcome): Promise<void> => {
    if (await call.run(() => station.expected.settle({ list, find: find.find, outcome: chosen, ...filled({ note }) }))) onClose();
    await client.invalidateQueries({ queryKey: ['expected'] });
  };
  return (
    <Sheet title={listText.settleTitle} onClose={onClose}>
      <p className="mono">{find.serial ?? listText.noSerial}</p>
      <Choice
        label={listText.outcome}
        options={findOutcome.options}
        value={outcome}
        onChange={setOutcome}
        word={(each) => findOutcomeWords[each]}
      />
      <Field label={listText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act
        kind="main"
        disabled={outcome === undefined || call.busy}
        onPress={() => (outcome === undefined ? undefined : void settle(outcome))}
      >
        {listText.settle}
      </Act>
    </Sheet>
  );
}
