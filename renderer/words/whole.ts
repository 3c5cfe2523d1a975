import type { WholeFault } from '../../domain/containers/whole.ts';
import type { LimitView } from '../../contract/views.ts';
import { timeLeft } from '../../domain/custody/limits.ts';
import type { Side } from './limits.ts';
import { count } from './numbers.ts';
import type { RefusalWords } from './refusals.ts';

/** The hand-over of a sealed container with everything in it. */
export const wholeText = {
  title: 'Hand over whole',
  start: 'To hand over a sealed container with everything in it, scan its label.',
  drives: (drives: number): string => `${count(drives, 'drive', 'drives')} behind its seal`,
  offerMore: 'Read the number on its seal. Everything in it is offered at once, and nothing in it is touched until the other side signs.',
  receiveMore:
    'Read the number on the seal yourself. It is not shown here: only if it is the one that the container was sealed with does everything in it become yours.',
  seal: 'Number on the seal',
  sealScan: 'Scan the seal, or type its number',
  offer: 'Offer all of it',
  receive: 'Sign for all of it',
  receiveSelf: 'I sign for all of it',
  place: 'Place',
  withdraw: 'Take it back',
  doubt: 'Seal broken, or another number',
  doubtDo: 'Open a case',
  doubtMore:
    'Nothing changes hands. A case is opened, and the giver takes the container back: then it is opened with a recount, or its drives are handed over one by one.',
  doubted:
    'Its seal was found broken, or with another number. Nothing changes hands until the giver has taken it back and it was opened and counted.',
  note: 'What was found',
  inLimbo: 'Being handed over whole. Nothing in it is touched until the other side has signed, or the giver takes it back.',
  toContainer: 'To its page',
  toHandOver: 'To its hand-over',
  within: 'Goes behind a seal',
  withinMore: 'with everything in it',
  handed: 'Handed over whole',
  inDoubt: 'In doubt',
  cameInDoubt: 'Came behind a seal',
  cameInDoubtMore:
    'which, by another bench, was opened or changed before both sides had signed. Find the drive, let two people count the container, and hand the drive on by itself once it is in hand.',
  unknown: 'This station has no such container.',
  lot: 'That is a lot. Its drives leave together, under Ways out.',
} as const;

/** What to do about a container that is in limbo too long, by the side that reads it; undefined while it has time. */
export function wholeNext(
  limit: LimitView,
  nowMs: number,
  side: Side,
  { from, to }: { readonly from: string; readonly to: string },
): string | undefined {
  const { late } = timeLeft({ fromMs: limit.from_ms, untilMs: limit.until_ms }, nowMs);
  if (late !== 'over' && late !== 'long_over') return undefined;
  const ask = {
    giver: `${to} has not signed. If the container is still with you, take it back; if not, find ${to} and let them sign.`,
    receiver: `You have not signed. Sign if the container is in your hands; if not, let ${from} take it back.`,
    other: `${to} has not signed. Ask ${from} who has the container in hand.`,
  }[side];
  return late === 'over' ? ask : `${ask} Tell a supervisor.`;
}

const stays = 'Nothing changed hands. What lies in it stays with whoever holds it now.';
const oneByOne = 'or hand its drives over one by one';

export const wholeRefusalWords: Record<'handed_whole' | 'not_whole' | 'seal_differs', RefusalWords> = {
  handed_whole: {
    what: 'This is being handed over behind the seal of a container, with everything in it.',
    data: 'Nothing was changed. It stays with the giver until the other side signs for the whole container.',
    next: 'Scan the container under Hand-over: the receiver signs for all of it there, or the giver takes it back.',
  },
  not_whole: {
    what: 'The record does not have everything in this container as it was sealed.',
    data: stays,
    next: `Open it with a recount, ${oneByOne}.`,
  },
  seal_differs: {
    what: 'That is not the number of the seal that the record has.',
    data: stays,
    next: `Read the seal once more. If it does bear another number, open a case here; then open the container with a recount, ${oneByOne}.`,
  },
};

const faults: Record<WholeFault, Pick<RefusalWords, 'what' | 'next'>> = {
  in_another_container: { what: 'It lies in another container.', next: 'Hand over that one whole, or take this one out of it first.' },
  left: { what: 'This container has left custody.', next: 'If it is in your hand, call a supervisor: it should not be here.' },
  not_sealed: { what: 'This container is open.', next: `Seal it first, ${oneByOne}.` },
  gap_open: { what: 'What lies in this container is in doubt.', next: `Two people count it first, ${oneByOne}.` },
  case_open: {
    what: 'A case about this container is open.',
    next: `If it is in limbo, the giver takes it back. Then open it with a recount and let a supervisor close the case, ${oneByOne}.`,
  },
  content_differs: { what: 'What the record has in it is not what was sealed.', next: `Open it with a recount, ${oneByOne}.` },
  nested_differs: {
    what: 'A container in it is not there as it was sealed.',
    next: `Open the outer one with a recount and look at the inner one, ${oneByOne}.`,
  },
  too_many: {
    what: 'More than 500 drives lie behind its seal.',
    next: 'Open it with a recount and seal its drives into smaller containers.',
  },
  other_site: {
    what: 'Whoever you chose works at another site, where nothing is known of this container.',
    next: 'Offer its drives one by one: they are known there.',
  },
};

/** Why a container cannot go whole: what is wrong with it, or which drive in it keeps it. */
export function wholeRefusal(why: string, detail: string | undefined, reason: (why: string) => string): RefusalWords | undefined {
  if (why !== 'not_whole' || detail === undefined) return undefined;
  const fault = Object.entries(faults).find(([name]) => name === detail)?.[1];
  if (fault !== undefined) return { data: stays, ...fault };
  const [serial = '', code] = detail.split(' ');
  const drive =
    code === undefined ? `A drive in it stays behind: ${serial}.` : `The drive ${serial} in it cannot go along. ${reason(code)}`;
  return {
    what: drive,
    data: stays,
    next: `Put that right on its page, or open the container with a recount and hand the others over one by one.`,
  };
}
