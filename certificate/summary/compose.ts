import { factOfEntry } from '../../contract/ports.ts';
import { fitsContent } from '../../domain/containers/content.ts';
import type { ContainerLife } from '../../domain/containers/life.ts';
import { type ExpectedList, foldExpected } from '../../domain/intake/expected.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { tellDrive } from '../drive-told.ts';
import { lotIn } from '../lot/compose.ts';
import { all, joinedSubjects, last, markOf, ofDrive, tell, type Told, type ToldAs } from '../story.ts';
import type { DriveResult, SummarizedDrive, SummaryBody, SummaryOf } from './format.ts';

type Group = Pick<SummaryBody, 'name' | 'closed' | 'absent'> & {
  readonly drives: readonly { readonly item: string; readonly row?: number }[];
};

/**
 * What the events say of many drives at once. Pure.
 *
 * @throws RangeError when none of the entries opens the lot or names the list
 */
export function composeSummary(entries: readonly Entry[], of: SummaryOf): SummaryBody {
  const story = tell(entries);
  const group = groupOf(entries, story, of);
  const drives = group.drives.map((each): SummarizedDrive => {
    const about = ofDrive(story, joinedSubjects(entries, each.item));
    const claimed = last(about, 'custody.claimed')?.entry.hash;
    return { ...each, ...tellDrive(about), ...(claimed === undefined ? {} : { claimed }), result: resultOf(about), ...exceptionsOf(about) };
  });
  const totals = totalsOf(drives, group.absent);
  const isClosed = of.is === 'batch' || group.closed !== undefined;
  return {
    v: 1,
    of,
    ...(group.name === undefined ? {} : { name: group.name }),
    ...standsFor(entries, story),
    ...(group.closed === undefined ? {} : { closed: group.closed }),
    drives,
    absent: group.absent,
    totals,
    proven: isClosed && totals.open === 0 && totals.drives > 0 && totals.sanitized + totals.destroyed === totals.drives,
  };
}

function standsFor(entries: readonly Entry[], story: readonly Told[]): Pick<SummaryBody, 'registry' | 'station' | 'practice'> {
  const named = last(story, 'station.named');
  const { event } = named?.entry ?? entries[0] ?? fail('there are no events');
  return {
    registry: event.reg,
    station: event.station,
    practice: named?.body.mode === 'practice' || all(story, 'drive.seen').some(({ body }) => body.virtual),
  };
}

function fail(why: string): never {
  throw new RangeError(why);
}

function groupOf(entries: readonly Entry[], story: readonly Told[], of: SummaryOf): Group {
  const byHash = new Map(entries.map((entry) => [entry.hash, entry]));
  switch (of.is) {
    case 'batch':
      return { drives: of.drives.map((item) => ({ item })), absent: [] };
    case 'lot': {
      const life = lotIn(entries, of.lot);
      if (life?.what?.is !== 'lot') return fail(`none of the events opens the lot ${of.lot}`);
      const closed = closingOf(life, byHash);
      return {
        name: life.what.name,
        ...(closed === undefined ? {} : { closed: markOf(closed) }),
        drives: life.items.map(({ item }) => ({ item })),
        absent: [],
      };
    }
    case 'list': {
      const own = entries.filter(({ event }) => event.subject === of.list);
      const list = foldExpected(of.list, own.map(factOfEntry)) ?? fail(`none of the events names the list ${of.list}`);
      const closed = list.closed ? last(ofDrive(story, new Set([of.list])), 'expected.closed') : undefined;
      return { ...(closed === undefined ? {} : { closed: markOf(closed.entry) }), ...rowsOf(list, own) };
    }
  }
}

/** The closing signs the whole content: one from which an event was held back does not fit, and the lot is open. */
function closingOf(life: ContainerLife, byHash: ReadonlyMap<string, Entry>): Entry | undefined {
  const entry = life.closed === undefined ? undefined : byHash.get(life.closed.hash);
  const [told] = entry === undefined ? [] : tell([entry]);
  return told?.type === 'lot.closed' && fitsContent(life.items, told.body) ? entry : undefined;
}

function rowsOf(list: ExpectedList, own: readonly Entry[]): Pick<Group, 'drives' | 'absent'> {
  const drives: { readonly item: string; readonly row: number }[] = [];
  const absent: SummaryBody['absent'] = [];
  const signed = new Map(all(tell(own), 'expected.missing').map(({ body, entry }) => [body.row, entry]));
  for (const { row, serial, wwn, state } of [...list.rows.values()].toSorted((a, b) => a.row - b.row)) {
    if (state.kind === 'met') {
      drives.push({ item: state.drive, row });
      continue;
    }
    const entry = state.kind === 'missing' ? signed.get(row) : undefined;
    absent.push({
      row,
      ...(serial === undefined ? {} : { serial }),
      ...(wwn === undefined ? {} : { wwn }),
      ...(state.kind === 'missing' ? { reason: state.reason } : {}),
      ...(entry === undefined ? {} : { mark: markOf(entry) }),
    });
  }
  return { drives, absent };
}

/** The newest certificate that was not taken back decides; a drive whose newest was taken back has none but one in its place. */
function resultOf(about: readonly Told[]): DriveResult {
  const issued = last(about, 'certificate.issued');
  if (issued === undefined) return { is: 'none' };
  const { certificate, outcome, sha256, job } = issued.body;
  const back = all(about, 'certificate.revoked').find(({ body }) => body.certificate === certificate);
  if (back !== undefined) return { is: 'taken_back', certificate, reason: back.body.reason, mark: markOf(back.entry) };
  return { is: 'certified', outcome, certificate, sha256, issued: markOf(issued.entry), ...howOf(about, outcome, job) };
}

function exceptionsOf(about: readonly Told[]): Pick<SummarizedDrive, 'exceptions'> {
  const revoked = new Set(all(about, 'exception.revoked').map(({ body }) => body.exception));
  const exceptions = all(about, 'exception.granted')
    .filter(({ body }) => !revoked.has(body.exception))
    .map(({ body: { rule, way, ground, until_ms }, entry }) => ({ rule, way, ground, until_ms, granted: markOf(entry) }));
  return exceptions.length === 0 ? {} : { exceptions };
}

function howOf(
  about: readonly Told[],
  outcome: ToldAs<'certificate.issued'>['body']['outcome'],
  job: string | undefined,
): Partial<Pick<Extract<DriveResult, { is: 'certified' }>, 'method' | 'technique'>> {
  if (outcome === 'destroyed') {
    const technique = last(about, 'drive.destroyed')?.body.technique;
    return technique === undefined ? {} : { technique };
  }
  const order = all(about, 'erase.cleared').find(({ body }) => body.job === job)?.body.order;
  return order === undefined ? {} : { method: order.method, technique: order.technique };
}

function totalsOf(drives: readonly SummarizedDrive[], absent: SummaryBody['absent']): SummaryBody['totals'] {
  const of = (what: DriveResult['is'], outcome?: string): number =>
    drives.filter(
      ({ result }) => result.is === what && (outcome === undefined || (result.is === 'certified' && result.outcome === outcome)),
    ).length;
  const missing = absent.filter(({ reason }) => reason !== undefined).length;
  return {
    drives: drives.length,
    sanitized: of('certified', 'sanitized'),
    destroyed: of('certified', 'destroyed'),
    not_sanitized: of('certified', 'not_sanitized'),
    taken_back: of('taken_back'),
    none: of('none'),
    missing,
    open: absent.length - missing,
  };
}
