import { missingWords } from '../../certificate/words.ts';
import type { AnyFact } from '../../domain/facts/facts.ts';
import type { FindOutcome, ForeignTool, ReportResult } from '../../domain/facts/expected.ts';
import { count } from './numbers.ts';
import { labelSentence } from './labels.ts';
import type { Mark } from './states.ts';

const settled: Record<FindOutcome, string> = {
  taken_in: 'it was taken into custody',
  belongs_elsewhere: 'it belongs elsewhere',
  holds_no_data: 'it holds no data',
  list_wrong: 'the list was wrong',
};

const tools: Record<ForeignTool, string> = { nwipe: 'nwipe', blancco: 'Blancco', openseachest: 'openSeaChest' };

const results: Record<ReportResult, string> = {
  erased: 'erased',
  failed: 'failed',
  aborted: 'aborted',
  started: 'started, no end known',
  unclear: 'nothing clear',
};

type ExpectedFact = Extract<
  AnyFact,
  { readonly type: `expected.${string}` | `find.${string}` | `report.${string}` | `photo.${string}` | `label.${string}` }
>;

export function isExpectedFact(fact: AnyFact): fact is ExpectedFact {
  return /^(expected|find|report|photo|label)\./.test(fact.type);
}

/** What is missing or unknown stops somebody; the rest waits. */
export function expectedMark({ type }: ExpectedFact): Mark {
  return type === 'expected.missing' || type === 'find.unknown' ? 'stopped' : 'waiting';
}

/** What was expected, found or told by other tools, in one sentence. */
export function expectedSentence(fact: ExpectedFact, opened: Readonly<Record<string, string>>): string {
  const note = opened['note'] === undefined ? '' : ` ${opened['note']}`;
  switch (fact.type) {
    case 'expected.listed':
      return `${count(fact.body.rows.length, 'drive', 'drives')} expected, part ${fact.body.part} of ${fact.body.parts} of a list.`;
    case 'expected.met':
      return `Row ${fact.body.row} of the expected list is here.`;
    case 'expected.missing':
      return `Row ${fact.body.row} of the expected list is missing: ${missingWords[fact.body.reason]}.${note}`;
    case 'expected.closed':
      return `The expected list was closed: ${fact.body.met} here, ${fact.body.missing} missing with a reason, ${fact.body.finds} found that it did not name.`;
    case 'find.unknown':
      return `Found at ${fact.body.place}, named by no list${fact.body.serial === undefined ? '' : `: ${fact.body.serial}`}.${note}`;
    case 'find.settled':
      return `A find was settled: ${settled[fact.body.outcome]}.${note}`;
    case 'photo.kept':
      return `A photo was kept${fact.body.from === 'file' ? ', brought as a file' : ''}.${note}`;
    case 'label.printed':
    case 'label.applied':
      return labelSentence(fact);
    case 'report.kept':
      return `A report of ${tools[fact.body.tool]} was kept. It says: ${results[fact.body.result]}. It is no proof of ours.${note}`;
  }
}
