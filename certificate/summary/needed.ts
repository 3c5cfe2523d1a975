import type { Entry } from '../../domain/ledger/entry.ts';
import { lotIn } from '../lot/compose.ts';
import { withSigners } from '../needed.ts';
import { all, joinedSubjects, last, ofDrive, tell, type Told } from '../story.ts';
import type { SummaryOf } from './format.ts';

/**
 * Picks from what a station holds the entries that a summary rests on, in the same order: the lot's or the list's own, of
 * each drive what tells its identity, where it came from, its certificates and what they were issued for, and for each
 * signature what makes its key known.
 */
export function summaryEntries(candidates: readonly Entry[], of: SummaryOf): readonly Entry[] {
  const story = tell(candidates);
  const picked = new Set<Entry>();
  const group = of.is === 'lot' ? of.lot : of.is === 'list' ? of.list : undefined;
  if (group !== undefined) for (const entry of candidates) if (entry.event.subject === group) picked.add(entry);
  const named = last(story, 'station.named');
  if (named !== undefined) picked.add(named.entry);
  for (const item of drivesOf(candidates, story, of)) {
    const about = ofDrive(story, joinedSubjects(candidates, item));
    for (const each of neededOf(about)) picked.add(each.entry);
  }
  return withSigners(candidates, picked);
}

/** The drives of a summary, as far as these entries tell. */
export function drivesOf(entries: readonly Entry[], story: readonly Told[], of: SummaryOf): readonly string[] {
  switch (of.is) {
    case 'batch':
      return of.drives;
    case 'lot':
      return lotIn(entries, of.lot)?.items.map(({ item }) => item) ?? [];
    case 'list':
      return all(ofDrive(story, new Set([of.list])), 'expected.met').map(({ body }) => body.drive);
  }
}

function neededOf(about: readonly Told[]): readonly Told[] {
  const issued = last(about, 'certificate.issued');
  const job = issued?.body.job;
  return about.filter((told) => {
    switch (told.type) {
      case 'drive.linked':
      case 'drive.unlinked':
      case 'certificate.issued':
      case 'certificate.revoked':
      case 'exception.granted':
      case 'exception.revoked':
        return true;
      case 'erase.cleared':
        return told.body.job === job;
      case 'drive.seen':
      case 'custody.claimed':
      case 'drive.destroyed':
        return told === last(about, told.type);
      default:
        return false;
    }
  });
}
