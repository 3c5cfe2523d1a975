import type { Receipt } from '../../contract/bridge.ts';
import type { ExpectedLine, ExpectedRowView, ExpectedView } from '../../contract/expected.ts';
import { countDown, type ExpectedList, type ListedRow } from '../../domain/intake/expected.ts';
import { msOf } from '../custody/standing.ts';
import { expectedList, listsOf } from '../intake/expected.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';

type Parts = Pick<StationParts, 'store'>;

/** Each line folds its list, so the page shows the newest of them. */
const mostLines = 100;

/** The newest lists that this station wrote, newest first. */
export function expectedLines(parts: Parts): readonly ExpectedLine[] {
  return [...listsOf(parts)]
    .reverse()
    .slice(0, mostLines)
    .flatMap((list) => lineOf(parts, list) ?? []);
}

/** One list, row by row, with what is sealed beside it at this station. */
export function expectedView(parts: Parts, list: string): ExpectedView | Receipt {
  const known = expectedList(parts, list);
  const line = lineOf(parts, list);
  if (known === undefined || line === undefined) return refused('no_list');
  const origins = originsOf(parts, list);
  return {
    ...line,
    rows: [...known.rows.values()].map((row) => rowView(row, origins.get(row.row))),
    finds: [...known.finds.values()],
    breaches: known.breaches.length,
  };
}

function lineOf(parts: Parts, list: string): ExpectedLine | undefined {
  const known: ExpectedList | undefined = expectedList(parts, list);
  const [first] = parts.store.shelf.ofSubject(list);
  if (known === undefined || first === undefined) return undefined;
  const ticket = first.opened.find(({ field }) => field === 'ticket')?.value;
  return {
    list,
    source: known.source,
    ...(typeof ticket === 'string' ? { ticket } : {}),
    at_ms: msOf(first.fact.wall),
    counts: countDown(known),
    closed: known.closed,
  };
}

interface Origin {
  readonly host?: string;
  readonly slot?: string;
}

/** Where the drives sat, as far as it was told and is not erased. */
function originsOf({ store }: Parts, list: string): ReadonlyMap<number, Origin> {
  const origins = new Map<number, Origin>();
  for (const { opened } of store.shelf.ofSubject(list)) {
    const told = opened.find(({ field }) => field === 'origins')?.value;
    if (!Array.isArray(told)) continue;
    for (const each of told) {
      if (typeof each !== 'object' || each === null || Array.isArray(each)) continue;
      const { row, host, slot } = each as { readonly row?: unknown; readonly host?: unknown; readonly slot?: unknown };
      if (typeof row !== 'number') continue;
      origins.set(row, { ...(typeof host === 'string' ? { host } : {}), ...(typeof slot === 'string' ? { slot } : {}) });
    }
  }
  return origins;
}

function rowView({ row, serial, wwn, model, unnamed, state }: ListedRow, origin: Origin | undefined): ExpectedRowView {
  return {
    row,
    ...(serial === undefined ? {} : { serial }),
    ...(wwn === undefined ? {} : { wwn }),
    ...(model === undefined ? {} : { model }),
    ...(unnamed === undefined ? {} : { unnamed }),
    ...origin,
    state: shownState(state),
  };
}

function shownState(state: ListedRow['state']): ExpectedRowView['state'] {
  switch (state.kind) {
    case 'open':
      return { kind: 'open' };
    case 'met':
      return { kind: 'met', drive: state.drive, by: state.by };
    case 'missing':
      return { kind: 'missing', reason: state.reason };
  }
}
