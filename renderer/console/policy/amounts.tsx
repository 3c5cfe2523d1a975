import type { ReactElement } from 'react';
import { dataClass, destroyTechnique } from '../../../domain/custody/words.ts';
import { media } from '../../../domain/drive/identity.ts';
import { destroySentence, mediaName, readBackSentence } from '../../../domain/policy/sentences.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Choice } from '../../parts/field.tsx';
import { destroyForm, partForm, readBackForm, ruleForm } from '../../words/console/policy-drafts.ts';
import { dataClassWord, destroyWord } from '../../words/custody.ts';
import { Parts } from './parts.tsx';
import { OriginChoice, type PartEditor } from './rules.tsx';
import { NumberField, Ticks } from './ticks.tsx';

type ReadBackRow = Sketch['read_back'][number];

/** What a sample is while nobody has said more: that of the policy that stations bring. */
const usualSample = { kind: 'sample', sections: 1000, per_section: 2, share_permille: 1 } as const;

/** How much is read after an erase, by media. */
export function ReadBacks({ sketch, told, chosen, onChoose, onChange }: PartEditor): ReactElement {
  return (
    <Parts<ReadBackRow>
      one={readBackForm.one}
      lead={readBackForm.lead}
      rows={sketch.read_back}
      most={16}
      sentence={(row) => (row.media.length === 0 ? partForm.noMedia : readBackSentence(row))}
      told={told}
      chosen={chosen}
      onChoose={onChoose}
      onChange={(rows, field) => onChange({ ...sketch, read_back: rows }, field)}
      addWord={readBackForm.add}
      fresh={() => ({ media: [], read_back: { kind: 'full' }, origin: 'own' })}
      copy={(row) => ({ ...row, media: [], origin: 'own' })}
      form={(row, _at, change) => <ReadBackForm row={row} onChange={change} />}
    />
  );
}

function ReadBackForm({ row, onChange }: { readonly row: ReadBackRow; readonly onChange: (next: ReadBackRow) => void }): ReactElement {
  const back = row.read_back;
  const own = (more: Partial<ReadBackRow>): void => onChange({ ...row, origin: 'own', ...more });
  return (
    <div className="policy-fields">
      <Ticks
        label={ruleForm.media}
        values={row.media}
        options={media.options}
        word={mediaName}
        onChange={(values) => own({ media: values })}
      />
      <Choice
        label={readBackForm.how}
        value={back.kind}
        options={['full', 'sample']}
        word={(kind) => (kind === 'full' ? readBackForm.full : readBackForm.sample)}
        onChange={(kind) => own({ read_back: kind === 'full' ? { kind } : usualSample })}
      />
      {back.kind === 'full' ? null : (
        <div className="field-row">
          <NumberField
            label={readBackForm.sections}
            value={back.sections}
            least={1}
            most={100_000}
            onChange={(sections) => own({ read_back: { ...back, sections } })}
          />
          <NumberField
            label={readBackForm.perSection}
            value={back.per_section}
            least={1}
            most={16}
            onChange={(places) => own({ read_back: { ...back, per_section: places } })}
          />
          <NumberField
            label={readBackForm.share}
            value={back.share_permille}
            least={1}
            most={500}
            onChange={(share) => own({ read_back: { ...back, share_permille: share } })}
          />
        </div>
      )}
      <OriginChoice value={row.origin} onChange={(origin) => onChange({ ...row, origin })} />
    </div>
  );
}

/** How drives may be destroyed, by their data. */
export function Destroys({ sketch, told, chosen, onChoose, onChange }: PartEditor): ReactElement {
  return (
    <Parts<Sketch['destroy'][number]>
      one={destroyForm.one}
      lead={destroyForm.lead}
      rows={sketch.destroy}
      most={8}
      sentence={(row) => (row.data_class.length === 0 || row.techniques.length === 0 ? partForm.noData : destroySentence(row))}
      told={told}
      chosen={chosen}
      onChoose={onChoose}
      onChange={(destroy, field) => onChange({ ...sketch, destroy }, field)}
      addWord={destroyForm.add}
      fresh={() => ({ data_class: [], techniques: [], origin: 'own' })}
      copy={(row) => ({ ...row, data_class: [], origin: 'own' })}
      form={(row, _at, change) => (
        <div className="policy-fields">
          <Ticks
            label={ruleForm.data}
            values={row.data_class}
            options={dataClass.options}
            word={dataClassWord}
            onChange={(values) => change({ ...row, data_class: values, origin: 'own' })}
          />
          <Ticks
            label={destroyForm.techniques}
            values={row.techniques}
            options={destroyTechnique.options}
            word={destroyWord}
            onChange={(values) => change({ ...row, techniques: values, origin: 'own' })}
          />
          <OriginChoice value={row.origin} onChange={(origin) => change({ ...row, origin })} />
        </div>
      )}
    />
  );
}
