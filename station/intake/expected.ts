import type { RecordedFact } from '../../contract/ports.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { type ExpectedRow, type ExpectedSource, type FindOutcome, type MissingReason, rowsPerPart } from '../../domain/facts/expected.ts';
import { toBase64url } from '../../domain/bytes.ts';
import {
  countDown,
  type CountDown,
  type ExpectedList,
  type ExpectedRefusal,
  foldExpected,
  judgeAllExpected,
  judgeExpected,
} from '../../domain/intake/expected.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { matchRow, unnamedBay } from '../../domain/intake/match-row.ts';
import { containerId } from '../../domain/ledger/ids.ts';
import { mayCause } from '../../domain/people/duties.ts';
import { type Hands, sealedTexts } from '../custody/attempt.ts';
import type { Proposal, StationParts } from '../parts.ts';

type Parts = Pick<StationParts, 'store' | 'recorder' | 'random'>;

/** What a step on an expected list came to. A refusal has written nothing. */
export type ExpectedAnswer =
  | { readonly kind: 'done'; readonly list: string; readonly facts: readonly RecordedFact[] }
  | {
      readonly kind: 'refused';
      readonly why: ExpectedRefusal | 'role_missing' | 'row_unclear' | 'drive_unknown';
      readonly rows?: readonly number[];
    };

/** A row as it comes from a ticket or a file: where the drive sat is sealed beside the list. */
export interface ComingRow extends Omit<ExpectedRow, 'row'> {
  readonly host?: string | undefined;
  readonly slot?: string | undefined;
}

export interface ComingList {
  readonly source: ExpectedSource;
  readonly rows: readonly ComingRow[];
  readonly ticket?: string | undefined;
  readonly note?: string | undefined;
  /** The file that it was read from; its bytes are kept elsewhere, under this hash. */
  readonly file?: { readonly name: string; readonly media: string; readonly sha256: string; readonly size: number } | undefined;
}

/** Writes an expected list down: all its parts in one transaction, so that a list is whole or not there. */
export function listExpected(parts: Parts, hands: Hands, coming: ComingList): ExpectedAnswer {
  if (!mayCause('expected.listed', hands.actor)) return { kind: 'refused', why: 'role_missing' };
  const list = containerId(parts.random.bytes(16));
  const proposals = partsOf(list, coming);
  const why =
    proposals.length === 0
      ? 'no_list'
      : judgeAllExpected(
          list,
          proposals.map(({ body }) => ({ type: 'expected.listed', body })),
        );
  return why === undefined ? written(parts, hands, list, proposals) : { kind: 'refused', why };
}

function partsOf(list: string, { source, rows, ticket, note, file }: ComingList) {
  const numbered = rows.map((row, index) => ({ ...row, row: index + 1 }));
  const count = Math.ceil(numbered.length / rowsPerPart);
  return Array.from({ length: count }, (_, index) => {
    const own = numbered.slice(index * rowsPerPart, (index + 1) * rowsPerPart);
    return {
      type: 'expected.listed' as const,
      subject: list,
      body: {
        source,
        part: index + 1,
        parts: count,
        ...(file === undefined ? {} : { file: { sha256: file.sha256, size: file.size } }),
        rows: own.map(({ host: _host, slot: _slot, ...row }) => row),
      },
      sealed: { ...sealedTexts(index === 0 ? { ticket, note } : {}), ...originsOf(own) },
      ...(file === undefined || index > 0 ? {} : { att: [file] }),
    };
  });
}

function originsOf(rows: readonly (ComingRow & { readonly row: number })[]): { readonly origins?: Json } {
  const origins = rows.flatMap(({ row, host, slot }) =>
    host === undefined && slot === undefined
      ? []
      : [{ row, ...(host === undefined ? {} : { host }), ...(slot === undefined ? {} : { slot }) }],
  );
  return origins.length === 0 ? {} : { origins };
}

/**
 * A drive in custody is held against a list: the row that names it is met, else a bay of which no number was known. A drive
 * that neither is there for is no error: it becomes a find of this list, at the place where its record says it is.
 */
export function meetExpected(parts: Parts, hands: Hands, list: string, drive: string): ExpectedAnswer {
  const known = expectedList(parts, list);
  if (known === undefined) return { kind: 'refused', why: 'no_list' };
  if (!known.complete) return { kind: 'refused', why: 'list_incomplete' };
  const life = parts.store.drives.life(drive);
  if (life?.record === undefined) return { kind: 'refused', why: 'drive_unknown' };
  const match = matchRow(known, claimsOfDrive(life, life.record));
  switch (match.kind) {
    case 'unclear':
      return { kind: 'refused', why: 'row_unclear', rows: match.rows };
    case 'unknown': {
      const bay = unnamedBay(known);
      if (bay !== undefined) return step(parts, hands, list, { type: 'expected.met', body: { row: bay.row, drive, by: 'unnamed_bay' } });
      return noteFind(parts, hands, {
        list,
        place: life.place ?? 'no place on record',
        label: 'readable',
        serial: life.record.serial,
      });
    }
    case 'row':
      return step(parts, hands, list, { type: 'expected.met', body: { row: match.row.row, drive, by: match.by } });
  }
}

/** By what a drive is held against the rows of a list. */
export function claimsOfDrive(life: DriveLife, record: NonNullable<DriveLife['record']>) {
  const { identity } = life.seen ?? {};
  return { serial: record.serial, wwn: identity?.wwn ?? record.label.wwn, model: identity?.model ?? record.model };
}

export interface ComingFind {
  /** The list that it was found beside; absent for a find of its own. */
  readonly list?: string | undefined;
  readonly place: string;
  readonly label: 'readable' | 'damaged' | 'none';
  readonly serial?: string | undefined;
  readonly wwn?: string | undefined;
  readonly model?: string | undefined;
  readonly scans?: readonly string[] | undefined;
  readonly note?: string | undefined;
  /** The photo, hashed when it was taken. */
  readonly photo?: { readonly name: string; readonly media: string; readonly sha256: string; readonly size: number } | undefined;
}

/** Opens a case for something that no list names. */
export function noteFind(parts: Parts, hands: Hands, coming: ComingFind): ExpectedAnswer {
  const { place, label, serial, wwn, model, photo } = coming;
  const list = coming.list ?? containerId(parts.random.bytes(16));
  return step(parts, hands, list, {
    type: 'find.unknown',
    body: {
      find: toBase64url(parts.random.bytes(16)),
      place,
      label,
      ...(serial === undefined ? {} : { serial }),
      ...(wwn === undefined ? {} : { wwn }),
      ...(model === undefined ? {} : { model }),
    },
    sealed: { ...sealedTexts({ note: coming.note }), ...(coming.scans === undefined ? {} : { scans: [...coming.scans] }) },
    ...(photo === undefined ? {} : { att: [photo] }),
  });
}

/** Closes the case of a find. */
export function settleFind(
  parts: Parts,
  hands: Hands,
  settled: { readonly list: string; readonly find: string; readonly outcome: FindOutcome; readonly drive?: string; readonly note?: string },
): ExpectedAnswer {
  const { list, find, outcome, drive, note } = settled;
  const body = { find, outcome, ...(drive === undefined ? {} : { drive }) };
  return step(parts, hands, list, { type: 'find.settled', body, sealed: sealedTexts({ note }) });
}

/** A person signs for a row that is not there, with the reason. */
export function explainMissing(
  parts: Parts,
  hands: Hands,
  missing: { readonly list: string; readonly row: number; readonly reason: MissingReason; readonly note?: string },
): ExpectedAnswer {
  const { list, row, reason, note } = missing;
  return step(parts, hands, list, { type: 'expected.missing', body: { row, reason }, sealed: sealedTexts({ note }) });
}

/** Closes a list whose every row is here or has its signed reason, and whose every find is settled. */
export function closeExpected(parts: Parts, hands: Hands, list: string): ExpectedAnswer {
  const known = expectedList(parts, list);
  if (known === undefined) return { kind: 'refused', why: 'no_list' };
  const { met, missing, finds } = countDown(known);
  return step(parts, hands, list, { type: 'expected.closed', body: { met, missing, finds } });
}

/** A list as it stands, from its facts alone. */
export function expectedList(parts: Pick<Parts, 'store'>, list: string): ExpectedList | undefined {
  return foldExpected(list, factsOf(parts, list));
}

/** The lists that this station wrote, oldest first. */
export function listsOf({ store }: Pick<Parts, 'store'>): ReadonlySet<string> {
  const parts = store.shelf.ofType('expected.listed', 0, Number.MAX_SAFE_INTEGER);
  return new Set(parts.flatMap(({ fact: { subject } }) => subject ?? []));
}

/** Those that may still meet a drive: not closed, or closed with a drive missing. Told without folding what is over. */
export function waitingLists({ store }: Pick<Parts, 'store'>): readonly string[] {
  const over = new Set(
    store.shelf.ofType('expected.closed', 0, Number.MAX_SAFE_INTEGER).flatMap(({ fact }) => {
      const read = readFact(fact.type, fact.body);
      return read.kind === 'fact' && read.fact.type === 'expected.closed' && read.fact.body.missing === 0 ? (fact.subject ?? []) : [];
    }),
  );
  return [...listsOf({ store })].filter((list) => !over.has(list));
}

/** How many of how many; undefined when there is no such list. */
export function expectedCount(parts: Pick<Parts, 'store'>, list: string): CountDown | undefined {
  const known = expectedList(parts, list);
  return known === undefined ? undefined : countDown(known);
}

type Step = Omit<Proposal, 'type' | 'body' | 'subject'> & Parameters<typeof judgeExpected>[2];

function step(parts: Parts, hands: Hands, list: string, proposed: Step): ExpectedAnswer {
  if (!mayCause(proposed.type, hands.actor)) return { kind: 'refused', why: 'role_missing' };
  const why = judgeExpected(list, factsOf(parts, list), proposed);
  return why === undefined ? written(parts, hands, list, [{ ...proposed, subject: list }]) : { kind: 'refused', why };
}

function factsOf({ store }: Pick<Parts, 'store'>, list: string): readonly RecordedFact[] {
  return store.shelf.ofSubject(list).map(({ fact }) => fact);
}

function written({ recorder }: Parts, { actor, witness }: Hands, list: string, proposals: readonly Proposal[]): ExpectedAnswer {
  const people = witness === undefined ? { actor: actor.id } : { actor: actor.id, witness: witness.id };
  return { kind: 'done', list, facts: recorder.record(proposals.map((proposal) => ({ ...proposal, ...people }))) };
}
