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
