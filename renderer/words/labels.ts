import type { AnyFact } from '../../domain/facts/facts.ts';

export type LabelFact = Extract<AnyFact, { readonly type: `label.${string}` }>;

const ways = { network: 'on the network printer', queue: 'on the printer of this computer', file: 'into a file' } as const;

/** What was done with labels of ours, in one sentence. */
export function labelSentence(fact: LabelFact): string {
  switch (fact.type) {
    case 'label.printed': {
      const { number, copy, red, way } = fact.body;
      return `${red ? 'Red tag' : 'Label'} ${number} was printed ${ways[way]}${copy ? ', marked as a copy' : ''}.`;
    }
    case 'label.applied':
      return `Label ${fact.body.number} was scanned on it and reads.`;
  }
}

/** What a scan of one of our labels came to. */
export const labelVerdicts = {
  label_applied: { mark: 'proven', word: 'Label reads', more: 'It is recorded that this label was scanned on its drive.' },
  label_elsewhere: {
    mark: 'stopped',
    word: 'Whose label?',
    more: 'This label is not of the drive that was scanned last. Nothing was recorded. Scan the maker’s label of the drive in your hand, then ours again; if they differ, take ours off.',
  },
  label_unknown: {
    mark: 'stopped',
    word: 'No label of ours',
    more: 'No printing of this label is on record here. Nothing was changed. Take it off and print a new one.',
  },
} as const;
