import type { Entry } from '../../domain/ledger/entry.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { last, tell } from '../story.ts';
import type { MakerSays } from './format.ts';

/**
 * Types of facts that may go to a maker. All are written by a station by itself: what a person did (custody, clearance,
 * decision) carries that person's pseudonym, a place or the class of the data. `key.rotated` is about the station's
 * own key and is needed to follow its signatures.
 */
export const makerTypes: ReadonlySet<string> = new Set([
  'drive.seen',
  'erase.started',
  'erase.accepted',
  'erase.finished',
  'verify.finished',
  'key.rotated',
]);

/** May this entry be shown to a maker? No person, no witness, nothing sealed, no attachment, and a type of the list. */
export function isForMaker({ event }: Entry): boolean {
  return makerTypes.has(event.type) && namesNobody(event);
}

function namesNobody({ actor, witness, sealed, att }: Entry['event']): boolean {
  return actor === undefined && witness === undefined && sealed === undefined && att === undefined;
}

export type Said = { readonly kind: 'says'; readonly says: MakerSays } | { readonly kind: 'refused'; readonly why: MakerGap };

/** Why a certificate has nothing that may go to a maker. */
export type MakerGap = 'not_issued' | 'not_sanitized' | 'never_seen' | 'erase_not_shown';

/** What the entries and the event that issued the certificate say to a maker. Pure; the entries are those of `isForMaker`. */
export function makerSaysOf(entries: readonly Entry[], issued: Entry): Said {
  const read = readFact(issued.event.type, issued.event.body);
  if (read.kind !== 'fact' || read.fact.type !== 'certificate.issued' || !namesNobody(issued.event))
    return { kind: 'refused', why: 'not_issued' };
  const { certificate, outcome, job } = read.fact.body;
  if (outcome === 'not_sanitized') return { kind: 'refused', why: 'not_sanitized' };
  const story = tell(entries.filter(({ event }) => event.subject === issued.event.subject));
  const seen = last(story, 'drive.seen');
  if (seen === undefined) return { kind: 'refused', why: 'never_seen' };
  const shared = {
    certificate,
    practice: seen.body.virtual,
    drive: seen.body.identity,
    seen_at: seen.entry.event.time.wall,
    issued_at: issued.event.time.wall,
  };
  if (outcome === 'destroyed') return { kind: 'says', says: { ...shared, outcome } };
  const ofJob = story.filter(({ body }) => 'job' in body && body.job === job);
  const finished = last(ofJob, 'erase.finished');
  const verified = last(ofJob, 'verify.finished');
  if (finished === undefined || verified === undefined) return { kind: 'refused', why: 'erase_not_shown' };
  const { record } = finished.body;
  const { method, verdict, coverage } = verified.body;
  return {
    kind: 'says',
    says: {
      ...shared,
      outcome,
      erase: {
        technique: record.technique,
        ...(method === undefined ? {} : { method }),
        completion: record.completion.reading,
        finished_at: finished.entry.event.time.wall,
        verified: verdict.kind,
        verified_at: verified.entry.event.time.wall,
        coverage,
      },
    },
  };
}
