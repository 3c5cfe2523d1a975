import type { ReactElement } from 'react';
import { dataClass } from '../../../domain/custody/words.ts';
import { media } from '../../../domain/drive/identity.ts';
import { method } from '../../../domain/erase/technique.ts';
import { mediaName, placeSentence } from '../../../domain/policy/sentences.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Choice, Field } from '../../parts/field.tsx';
import { placeForm, ruleForm } from '../../words/console/policy-drafts.ts';
import { dataClassWord } from '../../words/custody.ts';
import { methodWord } from '../../words/erase.ts';
import { Tick } from '../parts/pick.tsx';
import { freeId } from './edits.ts';
import { Parts } from './parts.tsx';
import { OriginChoice, type PartEditor } from './rules.tsx';
import { NamesField, Ticks } from './ticks.tsx';

type PlaceRow = NonNullable<Sketch['places']>[number];

/** What may not be taken out of a place before it reached a method. */
export function PlaceRules({ sketch, told, chosen, onChoose, onChange }: PartEditor): ReactElement {
  const { places = [], ...others } = sketch;
  const ids = places.map(({ id }) => id);
  return (
    <Parts<PlaceRow>
      one={placeForm.one}
      lead={placeForm.lead}
      rows={places}
      most={32}
      sentence={(row) => (isNamed(row) ? placeSentence(row) : placeForm.unfinished)}
      name={({ id }) => id}
      told={told}
      chosen={chosen}
      onChoose={onChoose}
      // A policy without any has no such member: it keeps the hash that it had before there were any.
      onChange={(rows, field) => onChange(rows.length === 0 ? others : { ...others, places: rows }, field)}
      addWord={placeForm.add}
      fresh={() => ({
        id: freeId('place', ids),
        within: [],
        media: [],
        data_class: [],
        least: 'purge',
        key_change_alone: false,
        origin: 'own',
      })}
      copy={(row) => ({ ...row, id: freeId(row.id, ids), within: [], origin: 'own' })}
      form={(row, at, change) => <PlaceForm row={row} at={at} onChange={change} />}
    />
  );
}

function isNamed({ within, media: kinds, data_class: data }: PlaceRow): boolean {
  return within.length > 0 && kinds.length > 0 && data.length > 0;
}

function PlaceForm({
  row,
  at,
  onChange,
}: {
  readonly row: PlaceRow;
  readonly at: number;
  readonly onChange: (next: PlaceRow, field?: string) => void;
}): ReactElement {
  const own = (more: Partial<PlaceRow>, field?: string): void => onChange({ ...row, origin: 'own', ...more }, field);
  return (
    <div className="policy-fields">
      <NamesField
        // Another place has another text in this field.
        key={at}
        label={placeForm.within}
        hint={placeForm.withinHint}
        values={row.within}
        onChange={(within) => own({ within }, `place ${at} within`)}
      />
      <Ticks
        label={ruleForm.media}
        values={row.media}
        options={media.options}
        word={mediaName}
        onChange={(values) => own({ media: values })}
      />
      <Ticks
        label={ruleForm.data}
        values={row.data_class}
        options={dataClass.options}
        word={dataClassWord}
        onChange={(values) => own({ data_class: values })}
      />
      <Choice label={placeForm.least} value={row.least} options={method.options} word={methodWord} onChange={(least) => own({ least })} />
      <div className="policy-ticks-plain">
        <Tick label={placeForm.key} on={row.key_change_alone} onChange={(key) => own({ key_change_alone: key })} />
      </div>
      <Field
        label={ruleForm.id}
        hint={ruleForm.idHint}
        value={row.id}
        mono
        onChange={(id) => onChange({ ...row, id: id.slice(0, 40) }, `place ${at} id`)}
      />
      <OriginChoice value={row.origin} onChange={(origin) => onChange({ ...row, origin })} />
    </div>
  );
}
