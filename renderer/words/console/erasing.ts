import type { erasureGround } from '../../../domain/facts/control.ts';
import { codeWords } from '../refusals.ts';

type Ground = (typeof erasureGround.options)[number];

const grounds: Readonly<Record<Ground, string>> = {
  request_of_the_person: 'The person asked for it',
  end_of_purpose: 'No longer needed',
  end_of_retention: 'Kept long enough',
  taken_unlawfully: 'Should never have been taken',
  order: 'By order',
};

export const erasing = {
  act: 'Erase for good',
  ground: 'Why',
  groundWord: (ground: Ground): string => grounds[ground],
  ofLine: 'Erase sealed values',
  ofLineTitle: 'Erase sealed values of this line',
  ofLineWhat:
    'The values chosen here are deleted in the registry, and at each station when it next reads the log. Nobody can bring them back. The line itself, its commitments and every proof stay. Backups keep the values until they are destroyed.',
  which: 'Which values',
  erased: (fields: readonly string[]): string =>
    `Erased: ${fields.join(', ').toLowerCase()}. What stands in the log cannot be guessed back.`,
  ofPerson: 'Erase the name',
  ofPersonTitle: (name: string): string => `Erase the name of ${name}`,
  ofPersonWhat:
    'Name and badge are deleted wherever this registry keeps them, and at each station when it next reads the log. What the person did stays, under the pseudonym. Nobody can bring the name back. Backups keep it until they are destroyed.',
} as const;

/** A sealed field's name for people, at the beginning of a line. */
export function fieldWord(field: string): string {
  const words = codeWords(field);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
