import type { ReactElement } from 'react';
import { containerKind } from '../../../domain/facts/containers.ts';
import { countSentence } from '../../../domain/policy/sentences.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { countForm } from '../../words/console/policy-drafts.ts';
import { containerKindWords } from '../../words/containment.ts';
import { Parts } from './parts.tsx';
import type { PartEditor } from './rules.tsx';
import { NumberField, Ticks } from './ticks.tsx';

type CountRow = NonNullable<Sketch['counts']>[number];

/** When two people count containers, by their kind. */
export function CountRules({ sketch, told, chosen, onChoose, onChange }: PartEditor): ReactElement {
  const { counts = [], ...others } = sketch;
  return (
    <Parts<CountRow>
      one={countForm.one}
      lead={countForm.lead}
      rows={counts}
      most={16}
      sentence={(row) => (row.kinds.length === 0 ? countForm.unfinished : countSentence(row))}
      told={told}
      chosen={chosen}
      onChoose={onChoose}
      // A policy without any has no such member: it keeps the hash that it had before there were any.
      onChange={(rows, field) => onChange(rows.length === 0 ? others : { ...others, counts: rows }, field)}
      addWord={countForm.add}
      fresh={() => ({ kinds: [], days: 30 })}
      copy={(row) => ({ ...row, kinds: [] })}
      form={(row, at, change) => (
        <div className="policy-fields">
          <Ticks
            label={countForm.kinds}
            values={row.kinds}
            options={containerKind.options}
            word={(kind) => containerKindWords[kind]}
            onChange={(kinds) => change({ ...row, kinds })}
          />
          <NumberField
            // Another count has another number in this field.
            key={at}
            label={countForm.days}
            value={row.days}
            least={1}
            most={366}
            onChange={(days) => change({ ...row, days })}
          />
        </div>
      )}
    />
  );
}
