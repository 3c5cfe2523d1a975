import type { ReactElement } from 'react';
import { allowedMarks } from '../../../domain/returns/maker-rule.ts';
import { Field } from '../../parts/field.tsx';
import { marksAllowed, returnForm } from '../../words/console/return-rules.ts';
import { Pick, Tick } from '../parts/pick.tsx';
import type { ReturnEditor, ReturnRow } from './return-rules.tsx';
import { NumberField } from './ticks.tsx';
import { YesNo } from './yes-no.tsx';

type Pack = NonNullable<ReturnRow['pack']>;

/** How drives are packed, what stands outside, and what may be on them. */
export function Packing({ row, at, onChange }: ReturnEditor): ReactElement {
  const { pack = {}, label, marks, address, ...others } = row;
  const rest = {
    ...(label === undefined ? {} : { label }),
    ...(marks === undefined ? {} : { marks }),
    ...(address === undefined ? {} : { address }),
  };
  const packed = Object.keys(pack).length === 0 ? {} : { pack };
  const setPack = (next: Pack, field?: string): void =>
    onChange({ ...others, ...rest, ...(Object.keys(next).length === 0 ? {} : { pack: next }) }, field);
  const { per_box: perBox, esd_bag: bag, words = '' } = pack;
  const boxed = perBox === undefined ? {} : { per_box: perBox };
  const bagged = bag === undefined ? {} : { esd_bag: bag };
  const told = words === '' ? {} : { words };
  return (
    <>
      <div className="policy-ticks-plain">
        <Tick
          label={returnForm.box}
          on={perBox !== undefined}
          onChange={(on) => setPack({ ...bagged, ...told, ...(on ? { per_box: 20 } : {}) })}
        />
      </div>
      {perBox === undefined ? null : (
        <NumberField
          label={returnForm.box}
          value={perBox}
          least={1}
          most={500}
          onChange={(next) => setPack({ ...bagged, ...told, per_box: next }, `maker ${at} box`)}
        />
      )}
      <YesNo
        label={returnForm.bag}
        value={bag}
        onChange={(next) => setPack({ ...boxed, ...told, ...(next === undefined ? {} : { esd_bag: next }) })}
      />
      <Field
        label={returnForm.packing}
        value={words}
        onChange={(next) => setPack({ ...boxed, ...bagged, ...(next === '' ? {} : { words: next.slice(0, 300) }) }, `maker ${at} packing`)}
      />
      <YesNo
        label={returnForm.outside}
        value={label?.number_outside}
        onChange={(outside) => {
          const { label: _, ...without } = rest;
          onChange({
            ...others,
            ...packed,
            ...without,
            ...(outside === undefined ? {} : { label: { ...label, number_outside: outside } }),
          });
        }}
      />
      <Pick
        label={returnForm.marks}
        none={returnForm.notKnown}
        value={marks?.allowed}
        options={allowedMarks.options}
        word={(each) => marksAllowed[each]}
        onChange={(allowed) => {
          const { marks: _, ...without } = rest;
          onChange({ ...others, ...packed, ...without, ...(allowed === undefined ? {} : { marks: { ...marks, allowed } }) });
        }}
      />
      <Field
        label={returnForm.address}
        value={address ?? ''}
        onChange={(next) => {
          const { address: _, ...without } = rest;
          onChange({ ...others, ...packed, ...without, ...(next === '' ? {} : { address: next.slice(0, 300) }) }, `maker ${at} address`);
        }}
      />
    </>
  );
}
