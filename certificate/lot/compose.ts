import { factOfEntry } from '../../contract/ports.ts';
import { contentHash, fitsContent } from '../../domain/containers/content.ts';
import { type ContainerLife, foldContainer } from '../../domain/containers/life.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { tellDrive } from '../drive-told.ts';
import { all, joinedSubjects, last, markOf, ofDrive, tell, type Told, type ToldAs } from '../story.ts';
import type { LoadedDrive, LoadGround, LoadListBody } from './format.ts';

export type Leaving = ToldAs<'custody.released'> | ToldAs<'drive.destroyed'>;

/** The lot by its own events alone. */
export function lotIn(entries: readonly Entry[], lot: string): ContainerLife | undefined {
  return foldContainer(entries.filter(({ event }) => event.subject === lot).map(factOfEntry));
}

/** The drive's leaving in this lot, when there is one. */
export function leavingIn(drive: readonly Told[], lot: string): Leaving | undefined {
  return drive.findLast(
    (told): told is Leaving => (told.type === 'custody.released' || told.type === 'drive.destroyed') && told.body.lot === lot,
  );
}

/**
 * What a lot's events say of it, as its papers have it. Pure.
 *
 * @throws RangeError when none of the entries opens the lot
 */
export function composeLoadList(entries: readonly Entry[], lot: string): LoadListBody {
  const life = lotIn(entries, lot);
  const first = entries.find(({ event }) => event.subject === lot && event.type === 'lot.opened');
  if (life?.what?.is !== 'lot' || first === undefined) throw new RangeError(`none of the events opens the lot ${lot}`);
  const story = tell(entries);
  const byHash = new Map(story.map((told) => [told.entry.hash, told]));
  const drives = life.items.map(({ item, mark }) => {
    const about = ofDrive(story, joinedSubjects(entries, item));
    const added = byHash.get(mark.hash);
    if (added === undefined) throw new RangeError(`the event that put ${item} into the lot is missing`);
    return loaded(item, added, about, lot, byHash);
  });
  const closed = life.closed === undefined ? undefined : byHash.get(life.closed.hash);
  return {
    v: 1,
    lot,
    kind: life.what.kind,
    name: life.what.name,
    registry: first.event.reg,
    station: first.event.station,
    practice: last(story, 'station.named')?.body.mode === 'practice' || all(story, 'drive.seen').some(({ body }) => body.virtual),
    state: closed === undefined ? 'open' : isWhole(life, closed, drives) ? 'closed' : 'closed_unproven',
    opened: markOf(first),
    ...(closed === undefined ? {} : { closed: markOf(closed.entry) }),
    content: contentHash(life.items),
    drives,
  };
}

function isWhole(life: ContainerLife, closed: Told, drives: readonly LoadedDrive[]): boolean {
  return closed.type === 'lot.closed' && fitsContent(life.items, closed.body) && drives.every(({ left }) => left?.ground !== undefined);
}

function loaded(item: string, added: Told, about: readonly Told[], lot: string, byHash: ReadonlyMap<string, Told>): LoadedDrive {
  const leaving = leavingIn(about, lot);
  const ground = leaving === undefined ? undefined : groundOf(leaving, about, byHash);
  return {
    item,
    ...tellDrive(about),
    added: markOf(added.entry),
    ...(leaving === undefined ? {} : { left: { mark: markOf(leaving.entry), ...(ground === undefined ? {} : { ground }) } }),
  };
}

/** What the leaving names as its ground. A release that names none stays without: nothing is filled in. */
function groundOf(leaving: Leaving, about: readonly Told[], byHash: ReadonlyMap<string, Told>): LoadGround | undefined {
  const issued = all(about, 'certificate.issued');
  if (leaving.type === 'drive.destroyed') {
    const { technique, fragment_mm: fragments } = leaving.body;
    const paper = issued.findLast(({ body }) => body.outcome === 'destroyed')?.body;
    return {
      on: 'destruction',
      technique,
      ...(fragments === undefined ? {} : { fragment_mm: fragments }),
      ...(paper === undefined ? {} : { certificate: paper.certificate, sha256: paper.sha256 }),
    };
  }
  const { certificate, exception } = leaving.body;
  if (exception !== undefined) {
    const granted = byHash.get(exception);
    return granted?.type === 'exception.granted'
      ? { on: 'exception', exception, rule: granted.body.rule, ground: granted.body.ground }
      : { on: 'exception', exception };
  }
  if (certificate === undefined) return undefined;
  const paper = issued.find(({ body }) => body.certificate === certificate)?.body;
  return paper === undefined
    ? { on: 'certificate', certificate }
    : { on: 'certificate', certificate, outcome: paper.outcome, sha256: paper.sha256 };
}
