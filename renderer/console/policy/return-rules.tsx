import type { ReactElement } from 'react';
import { dataClass } from '../../../domain/custody/words.ts';
import { returnSentence } from '../../../domain/policy/sentences.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Field } from '../../parts/field.tsx';
import { dataClassWord } from '../../words/custody.ts';
import { keepWords, returnForm } from '../../words/console/return-rules.ts';
import { Pick } from '../parts/pick.tsx';
import { freeId } from './edits.ts';
import { MoneyField } from './money-field.tsx';
import { Parts } from './parts.tsx';
import { Packing } from './return-packing.tsx';
import { Window } from './return-window.tsx';
import type { PartEditor } from './rules.tsx';
import { Ticks } from './ticks.tsx';

export type ReturnRow = NonNullable<Sketch['returns']>[number];

/** Of a form's part: the maker's rule as it stands, and what replaces it. `field` names what is typed into. */
export interface ReturnEditor {
  readonly row: ReturnRow;
  readonly at: number;
  readonly onChange: (next: ReturnRow, field?: string) => void;
}

/** What makers ask of returns, in the place of the rules that the program brings. */
export function ReturnRules({ sketch, told, chosen, onChoose, onChange }: PartEditor): ReactElement {
  const { returns = [], ...others } = sketch;
  const ids = returns.map(({ maker }) => maker);
  return (
    <Parts<ReturnRow>
      one={returnForm.one}
      lead={returnForm.lead}
      rows={returns}
      most={32}
      sentence={(row) => (row.title === '' ? returnForm.unfinished : returnSentence(row))}
      name={({ maker }) => maker}
      told={told}
      chosen={chosen}
      onChoose={onChoose}
      // A policy without any has no such member: it keeps the hash that it had before there were any.
      onChange={(rows, field) => onChange(rows.length === 0 ? others : { ...others, returns: rows }, field)}
      addWord={returnForm.add}
      fresh={() => ({ maker: freeId('maker', ids), title: '', source: '' })}
      copy={(row) => ({ ...row, maker: freeId(row.maker, ids), title: '' })}
      form={(row, at, change) => <ReturnForm row={row} at={at} onChange={change} />}
    />
  );
}

function ReturnForm(editor: ReturnEditor): ReactElement {
  const { row, at, onChange } = editor;
  return (
    <div className="policy-fields">
      <Field
        label={returnForm.title}
        value={row.title}
        onChange={(title) => onChange({ ...row, title: title.slice(0, 60) }, `maker ${at} title`)}
      />
      <Field
        label={returnForm.id}
        hint={returnForm.idHint}
        value={row.maker}
        mono
        onChange={(maker) => onChange({ ...row, maker: maker.slice(0, 40) }, `maker ${at} maker`)}
      />
      <Window {...editor} />
      <Packing {...editor} />
      <Terms {...editor} />
      <Field
        label={returnForm.source}
        hint={returnForm.sourceHint}
        value={row.source}
        onChange={(source) => onChange({ ...row, source: source.slice(0, 300) }, `maker ${at} source`)}
      />
    </div>
  );
}

/** What decides whether a drive is kept, and what being late costs. */
function Terms({ row, at, onChange }: ReturnEditor): ReactElement {
  const { keep, never_back: never, late_fee: fee, ...others } = row;
  const kept = keep === undefined ? {} : { keep };
  const barred = never === undefined ? {} : { never_back: never };
  const late = fee === undefined ? {} : { late_fee: fee };
  return (
    <>
      <Pick
        label={returnForm.keep}
        none={returnForm.notKnown}
        value={keep?.offered}
        options={['included', 'priced', 'no']}
        word={(each) => keepWords[each]}
        onChange={(offered) => onChange({ ...others, ...barred, ...late, ...(offered === undefined ? {} : { keep: { offered } }) })}
      />
      {keep?.offered === 'priced' ? (
        <MoneyField
          key={`price ${at}`}
          label={returnForm.price}
          value={keep.price}
          onChange={(price) =>
            onChange(
              { ...others, ...barred, ...late, keep: { offered: 'priced', ...(price === undefined ? {} : { price }) } },
              `maker ${at} price`,
            )
          }
        />
      ) : null}
      <MoneyField
        key={`fee ${at}`}
        label={returnForm.fee}
        value={fee}
        onChange={(next) =>
          onChange({ ...others, ...kept, ...barred, ...(next === undefined ? {} : { late_fee: next }) }, `maker ${at} fee`)
        }
      />
      <Ticks
        label={returnForm.never}
        values={never ?? []}
        options={dataClass.options}
        word={dataClassWord}
        onChange={(values) => onChange({ ...others, ...kept, ...late, ...(values.length === 0 ? {} : { never_back: values }) })}
      />
    </>
  );
}
