import type { ReactElement } from 'react';
import { dataClass } from '../../../domain/custody/words.ts';
import { fieldKind, fieldStep } from '../../../domain/policy/fields.ts';
import { fieldSentence } from '../../../domain/policy/sentences.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Choice, Field } from '../../parts/field.tsx';
import { fieldForm, fieldKindWords, ruleForm } from '../../words/console/policy-drafts.ts';
import { dataClassWord } from '../../words/custody.ts';
import { stepWords } from '../../words/fields.ts';
import { Tick } from '../parts/pick.tsx';
import { freeId } from './edits.ts';
import { Parts } from './parts.tsx';
import type { PartEditor } from './rules.tsx';
import { NamesField, Ticks } from './ticks.tsx';

type FieldRow = NonNullable<Sketch['fields']>[number];

/** What is to be written down about drives, beyond what every record has. */
export function FieldRules({ sketch, told, chosen, onChoose, onChange }: PartEditor): ReactElement {
  const { fields = [], ...others } = sketch;
  const ids = fields.map(({ id }) => id);
  return (
    <Parts<FieldRow>
      one={fieldForm.one}
      lead={fieldForm.lead}
      rows={fields}
      most={32}
      sentence={(row) => (isNamed(row) ? fieldSentence(row) : fieldForm.unfinished)}
      name={({ id }) => id}
      told={told}
      chosen={chosen}
      onChoose={onChoose}
      // A policy without any has no such member: it keeps the hash that it had before there were any.
      onChange={(rows, field) => onChange(rows.length === 0 ? others : { ...others, fields: rows }, field)}
      addWord={fieldForm.add}
      fresh={() => ({
        id: freeId('field', ids),
        label: '',
        kind: 'text',
        step: 'leave',
        data_class: [...dataClass.options],
        required: true,
      })}
      copy={(row) => ({ ...row, id: freeId(row.id, ids), label: '' })}
      form={(row, at, change) => <FieldForm row={row} at={at} onChange={change} />}
    />
  );
}

function isNamed({ label, kind, choices, data_class: data }: FieldRow): boolean {
  return label !== '' && data.length > 0 && (kind !== 'choice' || (choices?.length ?? 0) > 0);
}

function FieldForm({
  row,
  at,
  onChange,
}: {
  readonly row: FieldRow;
  readonly at: number;
  readonly onChange: (next: FieldRow, field?: string) => void;
}): ReactElement {
  const own = (more: Partial<FieldRow>, field?: string): void => onChange({ ...row, ...more }, field);
  const { choices: _, unit: __, ...plain } = row;
  return (
    <div className="policy-fields">
      <Field label={fieldForm.label} value={row.label} onChange={(label) => own({ label: label.slice(0, 60) }, `field ${at} label`)} />
      <Choice
        label={fieldForm.kind}
        value={row.kind}
        options={fieldKind.options}
        word={(kind) => fieldKindWords[kind]}
        // What only the other kind has does not stay behind unseen.
        onChange={(kind) => onChange({ ...plain, kind, ...(kind === 'choice' ? { choices: row.choices ?? [] } : {}) })}
      />
      {row.kind === 'choice' ? (
        <NamesField
          // Another field has another text in it.
          key={at}
          label={fieldForm.choices}
          hint={fieldForm.choicesHint}
          values={row.choices ?? []}
          onChange={(choices) => own({ choices }, `field ${at} choices`)}
        />
      ) : null}
      {row.kind === 'number' ? (
        <Field
          label={fieldForm.unit}
          hint={fieldForm.unitHint}
          value={row.unit ?? ''}
          onChange={(unit) => onChange(unit === '' ? plain : { ...plain, unit: unit.slice(0, 12) }, `field ${at} unit`)}
        />
      ) : null}
      <Choice
        label={fieldForm.step}
        value={row.step}
        options={fieldStep.options}
        word={(step) => stepWords[step]}
        onChange={(step) => own({ step })}
      />
      <div className="policy-ticks-plain">
        <Tick label={fieldForm.required} on={row.required} onChange={(required) => own({ required })} />
      </div>
      <Ticks
        label={ruleForm.data}
        values={row.data_class}
        options={dataClass.options}
        word={dataClassWord}
        onChange={(values) => own({ data_class: values })}
      />
      <Field
        label={ruleForm.id}
        hint={fieldForm.idHint}
        value={row.id}
        mono
        onChange={(id) => onChange({ ...row, id: id.slice(0, 40) }, `field ${at} id`)}
      />
    </div>
  );
}
