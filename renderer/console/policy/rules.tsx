import type { ReactElement } from 'react';
import { dataClass, destination } from '../../../domain/custody/words.ts';
import { media } from '../../../domain/drive/identity.ts';
import { method } from '../../../domain/erase/technique.ts';
import { mediaName, ruleSentence } from '../../../domain/policy/sentences.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Choice, Field } from '../../parts/field.tsx';
import { ruleForm } from '../../words/console/policy-drafts.ts';
import { dataClassWord, destinationWord } from '../../words/custody.ts';
import { methodWord } from '../../words/erase.ts';
import { Tick } from '../parts/pick.tsx';
import { freeId } from './edits.ts';
import { Parts } from './parts.tsx';
import type { Told } from './places.ts';
import { Ticks } from './ticks.tsx';

type Rule = Sketch['rules'][number];

export interface PartEditor {
  readonly sketch: Sketch;
  readonly told: readonly Told[];
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
  readonly onChange: (next: Sketch, field?: string) => void;
}

/** The rules in the order in which they are asked. */
export function Rules({ sketch, told, chosen, onChoose, onChange }: PartEditor): ReactElement {
  const { rules } = sketch;
  const ids = rules.map(({ id }) => id);
  return (
    <Parts<Rule>
      one={ruleForm.one}
      lead={ruleForm.lead}
      rows={rules}
      most={64}
      sentence={(rule) => (isNamed(rule) ? ruleSentence(rule) : ruleForm.unfinished)}
      name={({ id }) => id}
      told={told}
      chosen={chosen}
      onChoose={onChoose}
      onChange={(next, field) => onChange({ ...sketch, rules: next }, field)}
      addWord={ruleForm.add}
      fresh={() => ({
        id: freeId('rule', ids),
        media: [],
        data_class: [],
        destination: [],
        least: 'purge',
        witness: false,
        key_change_alone: false,
        origin: 'own',
      })}
      copy={(rule) => ({ ...rule, id: freeId(rule.id, ids), origin: 'own' })}
      form={(rule, at, change) => <RuleForm rule={rule} at={at} onChange={change} />}
    />
  );
}

function isNamed(rule: Rule): boolean {
  return rule.media.length > 0 && rule.data_class.length > 0 && rule.destination.length > 0;
}

function RuleForm({
  rule,
  at,
  onChange,
}: {
  readonly rule: Rule;
  readonly at: number;
  readonly onChange: (next: Rule, field?: string) => void;
}): ReactElement {
  // What was changed is no longer what the standard was described to say.
  const own = (more: Partial<Rule>): void => onChange({ ...rule, origin: 'own', ...more });
  return (
    <div className="policy-fields">
      <Ticks
        label={ruleForm.media}
        values={rule.media}
        options={media.options}
        word={mediaName}
        onChange={(values) => own({ media: values })}
      />
      <Ticks
        label={ruleForm.data}
        values={rule.data_class}
        options={dataClass.options}
        word={dataClassWord}
        onChange={(values) => own({ data_class: values })}
      />
      <Ticks
        label={ruleForm.destination}
        values={rule.destination}
        options={destination.options}
        word={destinationWord}
        onChange={(values) => own({ destination: values })}
      />
      <Choice label={ruleForm.least} value={rule.least} options={method.options} word={methodWord} onChange={(least) => own({ least })} />
      <div className="policy-ticks-plain">
        <Tick label={ruleForm.witness} on={rule.witness} onChange={(witness) => own({ witness })} />
        <Tick label={ruleForm.key} on={rule.key_change_alone} onChange={(key) => own({ key_change_alone: key })} />
      </div>
      <Field
        label={ruleForm.id}
        hint={ruleForm.idHint}
        value={rule.id}
        mono
        onChange={(id) => onChange({ ...rule, id: id.slice(0, 40) }, `rule ${at} id`)}
      />
      <OriginChoice value={rule.origin} onChange={(next) => onChange({ ...rule, origin: next })} />
    </div>
  );
}

/** Whether a statement is one's own or the standard's, as it was described. */
export function OriginChoice({
  value,
  onChange,
}: {
  readonly value: Rule['origin'];
  readonly onChange: (value: Rule['origin']) => void;
}): ReactElement {
  return (
    <div className="policy-origin">
      <Choice
        label={ruleForm.origin}
        value={value}
        options={['own', 'standard_as_described']}
        word={(each) => (each === 'own' ? ruleForm.own : ruleForm.described)}
        onChange={onChange}
      />
      <p className="small quiet">{ruleForm.originHint}</p>
    </div>
  );
}
