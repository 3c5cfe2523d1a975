import type { StampSeen } from '../../contract/stamps.ts';
import type { DriveView } from '../../contract/views.ts';
import type { AnyFact } from '../../domain/facts/facts.ts';
import { count, day } from './numbers.ts';
import type { RefusalWords } from './refusals.ts';
import type { Mark } from './states.ts';

type StampFact = Extract<AnyFact, { readonly type: `stamp.${string}` }>;

export function isStampFact(fact: AnyFact): fact is StampFact {
  return fact.type.startsWith('stamp.');
}

export const stampText = {
  title: 'Stamp',
  step: 'Stamp it',
  mayMore:
    'A few signed lines that name the certificate can be written at the beginning of the drive, once. They are no proof, and the drive no longer reads as the erase left it there: a re-check leaves out exactly these bytes and says so.',
  certificate: 'Certificate',
  by: 'Asked for by',
  region: 'Lies in',
  regionWords: (length: number): string => `the first ${count(length, 'byte', 'bytes')}`,
  carries: 'The drive in the bay carries',
} as const;

type Made = NonNullable<NonNullable<DriveView['stamp']>['made']>;

/** What became of the stamp that was asked for here. Never the mark of a proof, for it is none. */
export function stampMade({ end }: Made): { readonly mark: Mark; readonly word: string; readonly more: string } {
  switch (end) {
    case 'written':
      return { mark: 'waiting', word: 'Written', more: 'It was written and read back.' };
    case 'in_doubt':
      return {
        mark: 'unknown',
        word: 'In doubt',
        more: 'It may be there, whole or in part. The certificate stands; erase the drive again if its beginning must be as the erase left it.',
      };
    case undefined:
      return { mark: 'waiting', word: 'Begun', more: 'It is being written, or nobody heard how that ended.' };
  }
}

/** What a stamp says that somebody finds, and how far to believe it. Never the mark of a proof. */
export function stampSeenWords({ own, signature, issued_ms: issuedMs }: StampSeen): {
  readonly mark: Mark;
  readonly word: string;
  /** For a bay tile, in one line. */
  readonly short: string;
} {
  if (!own) return { mark: 'stopped', word: 'A stamp of another drive', short: 'Stamp of another drive' };
  const from = `A stamp of ${day(issuedMs)}`;
  switch (signature) {
    case 'signed':
      return { mark: 'waiting', word: `${from}, signature valid`, short: `Stamped ${day(issuedMs)}` };
    case 'not_signed':
      return { mark: 'stopped', word: `${from}, signature not valid`, short: 'Stamp not valid' };
    case 'key_unknown':
      return { mark: 'unknown', word: `${from}, signer not known here`, short: 'Stamp, signer not known' };
  }
}

export function stampSentence(fact: StampFact): string {
  if (fact.type === 'stamp.started') {
    const { certificate, region } = fact.body;
    return `A stamp with certificate ${certificate} may be written on the first ${count(region.length, 'byte', 'bytes')} of the drive, once.`;
  }
  switch (fact.body.end) {
    case 'written':
      return `The stamp with certificate ${fact.body.certificate} was written and read back.`;
    case 'untouched':
      return `The stamp was not written, and the drive was not changed: ${fact.body.detail}.`;
    case 'in_doubt':
      return `Whether the stamp was written is not known: ${fact.body.detail}.`;
  }
}

export function stampMark(fact: StampFact): Mark {
  return fact.type === 'stamp.started' ? 'waiting' : ends[fact.body.end];
}

const ends = { written: 'waiting', untouched: 'stopped', in_doubt: 'unknown' } as const;

/** Refusals about stamps. Closed by type, as all others. */
export const stampRefusalWords: Record<'already_stamped' | 'stamp_stopped', RefusalWords> = {
  already_stamped: {
    what: 'This drive was stamped since it was erased, or may have been.',
    data: 'The drive was not changed, and its certificate stands.',
    next: 'Go on with its next step. It can be stamped again after another erase.',
  },
  stamp_stopped: {
    what: 'The stamp was not written as it should be.',
    data: 'The data was erased before, and the certificate stands. The drive’s page says whether the stamp may be there.',
    next: 'Look whether the drive is still in its bay. Where nothing was written, ask for the stamp again.',
  },
};
