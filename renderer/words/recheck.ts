import type { DriveView } from '../../contract/views.ts';
import type { AnyFact } from '../../domain/facts/facts.ts';
import type { RecheckVerdict } from '../../domain/erase/recheck.ts';
import { capacity, count } from './numbers.ts';
import type { RefusalWords } from './refusals.ts';
import type { Mark } from './states.ts';

type RecheckFact = Extract<AnyFact, { readonly type: `recheck.${string}` }>;

export function isRecheckFact(fact: AnyFact): fact is RecheckFact {
  return fact.type.startsWith('recheck.');
}

const verdicts: Readonly<Record<RecheckVerdict, { readonly mark: Mark; readonly word: string; readonly more: string }>> = {
  borne_out: { mark: 'proven', word: 'Borne out', more: 'Other places than the first time were read, and nothing was found.' },
  not_borne_out: {
    mark: 'stopped',
    word: 'Not borne out',
    more: 'Something is on the drive that the erase does not leave. The first result proves nothing any more: take its certificate back, and erase the drive again or destroy it.',
  },
  unreadable: {
    mark: 'unknown',
    word: 'Could not be read',
    more: 'Places of the drive cannot be read, so nothing is shown either way. Try another dock, or destroy the drive.',
  },
};

export function recheckVerdictWord(verdict: RecheckVerdict): { readonly mark: Mark; readonly word: string } {
  const { mark, word } = verdicts[verdict];
  return { mark, word };
}

export const recheckText = {
  title: 'Re-check',
  due: 'Due: the registry has drawn this drive for a re-check.',
  dueMore:
    'Another person than the one who erased it reads it again in another bay. Nothing is written to it. It leaves after that, or is destroyed.',
  begun: 'Begun by',
  by: 'Read by',
  read: 'Read',
  step: 'Re-check',
  list: 'Re-checks',
  listTitle: 'Drives that wait for a re-check',
  listNone: 'No drive here waits for a re-check.',
  dueLine: 'Re-check due',
} as const;

/** How the newest re-check ended; one that never came to an end is still waited for. */
export function recheckWord({ last }: NonNullable<DriveView['recheck']>): {
  readonly mark: Mark;
  readonly word: string;
  readonly more: string;
} {
  return last?.verdict === undefined ? { mark: 'waiting', word: 'Due', more: recheckText.due } : verdicts[last.verdict];
}

export function recheckSentence(fact: RecheckFact): string {
  if (fact.type === 'recheck.started') return `A re-check was begun in ${fact.body.port}. Nothing is written to the drive.`;
  const { verdict, evidence } = fact.body;
  const read = evidence.kind === 'full' ? 'every byte' : count(evidence.places, 'place', 'places');
  return `Re-check: ${verdicts[verdict].word.toLowerCase()}. ${capacity(evidence.read_bytes)} read, ${read}.${found(evidence)}`;
}

function found({
  markers,
  unexpected,
  structures,
  unreadable,
}: Extract<RecheckFact, { type: 'recheck.finished' }>['body']['evidence']): string {
  const signs = [
    ...(markers.surviving > 0 ? [`${count(markers.surviving, 'marker survives', 'markers survive')}`] : []),
    ...(unexpected > 0 ? [`${count(unexpected, 'place holds', 'places hold')} something else`] : []),
    ...(structures.length > 0 ? [`found: ${structures.join(', ')}`] : []),
    ...(unreadable + markers.unreadable > 0 ? [`${count(unreadable + markers.unreadable, 'place', 'places')} could not be read`] : []),
  ];
  return signs.length === 0 ? '' : ` ${signs.join('; ')}.`;
}

export function recheckMark(fact: RecheckFact): Mark {
  return fact.type === 'recheck.started' ? 'waiting' : verdicts[fact.body.verdict].mark;
}

const unchanged = 'The drive was not changed, and stays in custody.';

/** Refusals about re-checks. Closed by type, as all others. */
export const recheckRefusalWords: Record<'recheck_due' | 'same_dock' | 'not_drawn' | 'recheck_stopped', RefusalWords> = {
  recheck_due: {
    what: 'The registry has drawn this drive for a re-check, which is still due.',
    data: 'The drive stays in custody.',
    next: 'Another person than the one who erased it docks it in another bay and reads it again, or it is destroyed.',
  },
  same_dock: {
    what: 'The drive was erased in this bay. A re-check is made in another one.',
    data: unchanged,
    next: 'Take the drive out and put it into another bay, or take it to another station.',
  },
  not_drawn: {
    what: 'No re-check of this drive is due.',
    data: unchanged,
    next: 'Go on with its next step. The registry draws the drives; nobody chooses one.',
  },
  recheck_stopped: {
    what: 'The re-check did not come to its end.',
    data: unchanged,
    next: 'Look whether the drive is still in its bay, then begin it again.',
  },
};

/** Refusals that say more here than elsewhere. */
export function recheckRefusal(why: string, detail: string | undefined): RefusalWords | undefined {
  if (why !== 'same_person' || detail !== 'recheck') return undefined;
  return {
    what: 'You erased this drive. Somebody else makes the re-check.',
    data: unchanged,
    next: 'Ask a colleague to sign in and begin it.',
  };
}
