import type { ReactElement } from 'react';
import { dataClass, destination, pullReason, type DataClass, type Destination, type PullReason } from '../../domain/custody/words.ts';
import { Choice, Field } from '../parts/field.tsx';
import { dataClassWord, destinationWord, reasonPulled } from '../words/custody.ts';
import { listText } from '../words/intake-lists.ts';

/** What a label cannot say. */
export interface How {
  readonly place: string;
  readonly reason: PullReason;
  readonly data_class: DataClass;
  readonly destination: Destination;
}

/** Nothing is guessed: unknown data counts as restricted, and who is undecided decides later. */
export const notSaid: How = { place: '', reason: 'failed', data_class: 'unknown', destination: 'undecided' };

export function HowTaken({ how, onChange }: { readonly how: How; readonly onChange: (how: How) => void }): ReactElement {
  const set =
    <Key extends keyof How>(key: Key) =>
    (value: How[Key]): void =>
      onChange({ ...how, [key]: value });
  return (
    <div className="how-taken">
      <Field label={listText.place} value={how.place} onChange={set('place')} hint={listText.placeHint} required />
      <Choice label={listText.reason} options={pullReason.options} value={how.reason} onChange={set('reason')} word={reasonPulled} />
      <Choice label={listText.data} options={dataClass.options} value={how.data_class} onChange={set('data_class')} word={dataClassWord} />
      <Choice
        label={listText.way}
        options={destination.options}
        value={how.destination}
        onChange={set('destination')}
        word={destinationWord}
      />
    </div>
  );
}
