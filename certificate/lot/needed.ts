import type { Entry } from '../../domain/ledger/entry.ts';
import { withSigners } from '../needed.ts';
import { all, joinedSubjects, last, ofDrive, tell } from '../story.ts';
import { leavingIn, lotIn } from './compose.ts';

/**
 * Picks from what a station holds the entries that the load list of a lot rests on, in the same order: the lot's own, of
 * each drive in it what tells its serial number and what let it go, and for each signature what makes its key known. Of a
 * drive that answered in a bay no claim is taken: a claim tells its place and the class of its data.
 */
export function loadListEntries(candidates: readonly Entry[], lot: string): readonly Entry[] {
  const story = tell(candidates);
  const picked = new Set<Entry>(candidates.filter(({ event }) => event.subject === lot));
  const named = last(story, 'station.named');
  if (named !== undefined) picked.add(named.entry);
  for (const { item } of lotIn(candidates, lot)?.items ?? []) {
    const subjects = joinedSubjects(candidates, item);
    const whole = ofDrive(story, subjects);
    const leaving = leavingIn(whole, lot);
    // Where a drive came back later, the papers keep telling of the time when it left.
    const until = leaving === undefined ? whole : whole.slice(0, whole.indexOf(leaving) + 1);
    const tellsSerial = last(until, 'drive.seen') ?? last(until, 'custody.claimed');
    for (const told of [tellsSerial, leaving]) if (told !== undefined) picked.add(told.entry);
    for (const { entry } of until.filter(({ type }) => type === 'drive.linked' || type === 'drive.unlinked')) picked.add(entry);
    if (leaving?.type === 'drive.destroyed') {
      const paper = all(whole, 'certificate.issued').findLast(({ body }) => body.outcome === 'destroyed');
      if (paper !== undefined) picked.add(paper.entry);
    } else if (leaving !== undefined) {
      const { certificate, exception } = leaving.body;
      for (const { entry, type, body } of until) {
        const isIts = type === 'certificate.issued' ? body.certificate === certificate : entry.hash === exception;
        if (isIts) picked.add(entry);
      }
    }
  }
  return withSigners(candidates, picked);
}
