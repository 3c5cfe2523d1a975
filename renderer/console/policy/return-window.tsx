import type { ReactElement } from 'react';
import { Choice, Field } from '../../parts/field.tsx';
import { countWords, fromWords, returnForm } from '../../words/console/return-rules.ts';
import { Tick } from '../parts/pick.tsx';
import type { ReturnEditor } from './return-rules.tsx';
import { NamesField, NumberField } from './ticks.tsx';
import { YesNo } from './yes-no.tsx';

/** The RMA number, and by when a drive has to be back. */
export function Window({ row, at, onChange }: ReturnEditor): ReactElement {
  const { rma_number: number, window, ...others } = row;
  const numbered = number === undefined ? {} : { rma_number: number };
  const timed = window === undefined ? {} : { window };
  return (
    <>
      <YesNo
        label={returnForm.number}
        value={number?.asked}
        onChange={(asked) => onChange({ ...others, ...timed, ...(asked === undefined ? {} : { rma_number: { ...number, asked } }) })}
      />
      {number?.asked === true ? (
        <Field
          label={returnForm.form}
          hint={returnForm.formHint}
          value={number.form ?? ''}
          mono
          onChange={(form) =>
            onChange({ ...row, rma_number: { asked: true, ...(form === '' ? {} : { form: form.slice(0, 40) }) } }, `maker ${at} form`)
          }
        />
      ) : null}
      <div className="policy-ticks-plain">
        <Tick
          label={returnForm.window}
          on={window !== undefined}
          onChange={(on) => onChange({ ...others, ...numbered, ...(on ? { window: { days: 10, count: 'business', from: 'swap' } } : {}) })}
        />
      </div>
      {window === undefined ? null : (
        <>
          <NumberField
            label={returnForm.days}
            value={window.days}
            least={1}
            most={365}
            onChange={(days) => onChange({ ...row, window: { ...window, days } }, `maker ${at} days`)}
          />
          <Choice
            label={returnForm.count}
            value={window.count}
            options={['business', 'calendar']}
            word={(each) => countWords[each]}
            onChange={(count) => onChange({ ...row, window: { ...window, count } })}
          />
          <Choice
            label={returnForm.from}
            value={window.from}
            options={['swap', 'rma']}
            word={(each) => fromWords[each]}
            onChange={(from) => onChange({ ...row, window: { ...window, from } })}
          />
          <NamesField
            key={at}
            label={returnForm.closed}
            hint={returnForm.closedHint}
            values={window.closed ?? []}
            onChange={(closed) => {
              const { closed: _, ...open } = window;
              onChange({ ...row, window: closed.length === 0 ? open : { ...open, closed } }, `maker ${at} closed`);
            }}
          />
        </>
      )}
    </>
  );
}
