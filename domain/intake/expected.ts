import type { RecordedFact } from '../custody/story.ts';
import { isPlaceholderSerial, plainSerial } from '../drive/serials.ts';
import type { ExpectedRow, ExpectedSource, MetBy, MissingReason } from '../facts/expected.ts';
import { type Fact, readFact } from '../facts/facts.ts';

/** What a row of an expected list has come to. A row that was called missing and turned up is met. */
export type RowState =
  | { readonly kind: 'open' }
  | { readonly kind: 'met'; readonly drive: string; readonly by: MetBy; readonly wall: string; readonly person?: string }
  | { readonly kind: 'missing'; readonly reason: MissingReason; readonly wall: string; readonly person?: string };

export interface ListedRow extends ExpectedRow {
  readonly state: RowState;
}

/** Something that was here and that no row names. */
export interface Find {
  readonly find: string;
  readonly place: string;
  readonly serial?: string;
  readonly settled?: Fact<'find.settled'>['outcome'];
}

/** A list of drives that were to come, with what came: made from the facts of one subject, in their order. */
export interface ExpectedList {
  readonly subject: string;
  readonly source: ExpectedSource;
  /** False until the last part of the list is here. */
  readonly complete: boolean;
  readonly rows: ReadonlyMap<number, ListedRow>;
  readonly finds: ReadonlyMap<string, Find>;
  readonly closed: boolean;
  /** Facts that the rules forbid and that were recorded all the same: they have no effect, and are never dropped. */
  readonly breaches: readonly { readonly hash: string; readonly why: ExpectedRefusal }[];
}

/** Why a fact about an expected list is not legal. */
export const expectedRefusals = [
  'no_list',
  'list_incomplete',
  'list_complete',
  'list_closed',
  'part_out_of_order',
  'row_named_twice',
  'row_without_name',
  'row_named',
  'serial_named_twice',
  'row_unknown',
  'row_met',
  'row_missing_already',
  'drive_met_another_row',
  'rows_open',
  'finds_open',
  'counts_differ',
  'find_unknown',
  'find_known',
  'find_settled',
] as const;
export type ExpectedRefusal = (typeof expectedRefusals)[number];

type ListFact = {
  [T in 'expected.listed' | 'expected.met' | 'expected.missing' | 'expected.closed' | 'find.unknown' | 'find.settled']: {
    readonly type: T;
    readonly body: Fact<T>;
  };
}['expected.listed' | 'expected.met' | 'expected.missing' | 'expected.closed' | 'find.unknown' | 'find.settled'];

interface Folding {
  readonly subject: string;
  source: ExpectedSource | undefined;
  parts: number;
  part: number;
  readonly rows: Map<number, ListedRow>;
  /** Plain serials and WWNs that a row has taken. */
  readonly names: Set<string>;
  readonly drives: Set<string>;
  readonly finds: Map<string, Find>;
  closed: boolean;
  readonly breaches: { readonly hash: string; readonly why: ExpectedRefusal }[];
}

/** Folds the facts of a list. Undefined when none of them is about one. Never throws. */
export function foldExpected(subject: string, facts: readonly RecordedFact[]): ExpectedList | undefined {
  const folding = folded(subject, facts);
  return folding.source === undefined ? undefined : shown(folding, folding.source);
}

/** May this fact follow these? The same judge that the fold asks. Undefined when it may. */
export function judgeExpected(subject: string, facts: readonly RecordedFact[], fact: ListFact): ExpectedRefusal | undefined {
  return judge(folded(subject, facts), fact);
}

/** The same for several facts that are written at once, each after the one before. */
export function judgeAllExpected(subject: string, proposed: readonly ListFact[]): ExpectedRefusal | undefined {
  const folding = folded(subject, []);
  for (const fact of proposed) {
    const why = judge(folding, fact);
    if (why !== undefined) return why;
    apply(folding, fact, { wall: '' });
  }
  return undefined;
}

function folded(subject: string, facts: readonly RecordedFact[]): Folding {
  const folding: Folding = {
    subject,
    source: undefined,
    parts: 0,
    part: 0,
    rows: new Map(),
    names: new Set(),
    drives: new Set(),
    finds: new Map(),
    closed: false,
    breaches: [],
  };
  for (const recorded of facts) {
    const fact = listFact(recorded);
    if (fact === undefined) continue;
    const why = judge(folding, fact);
    if (why === undefined) apply(folding, fact, recorded);
    else folding.breaches.push({ hash: recorded.hash, why });
  }
  return folding;
}

function listFact({ type, body }: RecordedFact): ListFact | undefined {
  const read = readFact(type, body);
  if (read.kind !== 'fact') return undefined;
  switch (read.fact.type) {
    case 'expected.listed':
    case 'expected.met':
    case 'expected.missing':
    case 'expected.closed':
    case 'find.unknown':
    case 'find.settled':
      return read.fact;
    default:
      return undefined;
  }
}

function judge(list: Folding, fact: ListFact): ExpectedRefusal | undefined {
  switch (fact.type) {
    case 'expected.listed':
      return judgeListed(list, fact.body);
    case 'expected.met':
      return judgeMet(list, fact.body);
    case 'expected.missing':
      return notReady(list) ?? (list.closed ? 'list_closed' : openRow(list, fact.body.row));
    case 'expected.closed':
      return notReady(list) ?? (list.closed ? 'list_closed' : judgeClosing(list, fact.body));
    case 'find.unknown':
      // A find is a case of its own: it needs no list, and one that is made after the list was closed is a find all the same.
      return list.finds.has(fact.body.find) ? 'find_known' : undefined;
    case 'find.settled': {
      const find = list.finds.get(fact.body.find);
      if (find === undefined) return 'find_unknown';
      return find.settled === undefined ? undefined : 'find_settled';
    }
  }
}

function judgeListed(list: Folding, { part, parts, rows }: Fact<'expected.listed'>): ExpectedRefusal | undefined {
  if (list.source !== undefined && list.part === list.parts) return 'list_complete';
  if (part !== list.part + 1 || part > parts || (list.source !== undefined && parts !== list.parts)) return 'part_out_of_order';
  const numbers = new Set<number>();
  const names = new Set<string>();
  for (const row of rows) {
    if (numbers.has(row.row) || list.rows.has(row.row)) return 'row_named_twice';
    numbers.add(row.row);
    const own = namesOf(row);
    if (own.length === 0 && row.unnamed === undefined) return 'row_without_name';
    if (own.length > 0 && row.unnamed !== undefined) return 'row_named';
    if (own.some((name) => names.has(name) || list.names.has(name))) return 'serial_named_twice';
    for (const name of own) names.add(name);
  }
  return undefined;
}

function judgeMet(list: Folding, { row, drive, by }: Fact<'expected.met'>): ExpectedRefusal | undefined {
  const why = notReady(list);
  if (why !== undefined) return why;
  const listed = list.rows.get(row);
  if (listed === undefined) return 'row_unknown';
  if (listed.state.kind === 'met') return 'row_met';
  if (by === 'unnamed_bay' && listed.unnamed === undefined) return 'row_named';
  // A missing drive that turns up is told even after the list was closed: the truth has no deadline.
  return list.drives.has(drive) ? 'drive_met_another_row' : undefined;
}

function judgeClosing(list: Folding, body: Fact<'expected.closed'>): ExpectedRefusal | undefined {
  const { met, missing, open, finds, finds_open } = counts(list.rows, list.finds);
  if (open > 0) return 'rows_open';
  if (finds_open > 0) return 'finds_open';
  return met === body.met && missing === body.missing && finds === body.finds ? undefined : 'counts_differ';
}

function notReady(list: Folding): ExpectedRefusal | undefined {
  if (list.source === undefined) return 'no_list';
  return list.part < list.parts ? 'list_incomplete' : undefined;
}

function openRow(list: Folding, row: number): ExpectedRefusal | undefined {
  const state = list.rows.get(row)?.state;
  if (state === undefined) return 'row_unknown';
  if (state.kind === 'met') return 'row_met';
  return state.kind === 'missing' ? 'row_missing_already' : undefined;
}

function apply(list: Folding, fact: ListFact, { wall, actor }: Pick<RecordedFact, 'wall' | 'actor'>): void {
  const who = actor === undefined ? { wall } : { wall, person: actor };
  switch (fact.type) {
    case 'expected.listed':
      list.source ??= fact.body.source;
      list.parts = fact.body.parts;
      list.part = fact.body.part;
      for (const row of fact.body.rows) {
        list.rows.set(row.row, { ...row, state: { kind: 'open' } });
        for (const name of namesOf(row)) list.names.add(name);
      }
      return;
    case 'expected.met':
      list.drives.add(fact.body.drive);
      return setState(list, fact.body.row, { kind: 'met', drive: fact.body.drive, by: fact.body.by, ...who });
    case 'expected.missing':
      return setState(list, fact.body.row, { kind: 'missing', reason: fact.body.reason, ...who });
    case 'expected.closed':
      list.closed = true;
      return;
    case 'find.unknown': {
      const { find, place, serial } = fact.body;
      list.finds.set(find, serial === undefined ? { find, place } : { find, place, serial });
      return;
    }
    case 'find.settled': {
      const find = list.finds.get(fact.body.find);
      if (find !== undefined) list.finds.set(find.find, { ...find, settled: fact.body.outcome });
      return;
    }
  }
}

function setState(list: Folding, number: number, state: RowState): void {
  const row = list.rows.get(number);
  if (row !== undefined) list.rows.set(number, { ...row, state });
}

function namesOf({ serial, wwn }: ExpectedRow): readonly string[] {
  const plain = serial === undefined || isPlaceholderSerial(serial) ? [] : [`s:${plainSerial(serial)}`];
  return wwn === undefined ? plain : [...plain, `w:${wwn}`];
}

function shown(list: Folding, source: ExpectedSource): ExpectedList {
  const { subject, rows, finds, closed, breaches } = list;
  return { subject, source, complete: list.part === list.parts, rows, finds, closed, breaches };
}

/** How far a list is: what the window counts down. `open` rows are neither here nor explained. */
export interface CountDown {
  readonly expected: number;
  readonly met: number;
  readonly missing: number;
  readonly open: number;
  readonly finds: number;
  readonly finds_open: number;
}

export function countDown(list: ExpectedList): CountDown {
  return counts(list.rows, list.finds);
}

function counts(rows: ReadonlyMap<number, ListedRow>, finds: ReadonlyMap<string, Find>): CountDown {
  const of = (kind: RowState['kind']): number => [...rows.values()].filter(({ state }) => state.kind === kind).length;
  const unsettled = [...finds.values()].filter(({ settled }) => settled === undefined).length;
  return {
    expected: rows.size,
    met: of('met'),
    missing: of('missing'),
    open: of('open'),
    finds: finds.size,
    finds_open: unsettled,
  };
}
