import { factOfEntry } from '../contract/ports.ts';
import { joinedTo } from '../domain/conflicts/joined.ts';
import { readFact } from '../domain/facts/facts.ts';
import type { AnyFact, Fact, FactType } from '../domain/facts/facts.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { Mark } from './certificate.ts';

/** An entry whose body fits its type. */
export type Told = { [T in FactType]: { readonly entry: Entry; readonly type: T; readonly body: Fact<T> } }[FactType];
export type ToldAs<T extends FactType> = Extract<Told, { readonly type: T }>;

/** What the entries say, in order. Types that this version does not know, and bodies that do not fit, say nothing. */
export function tell(entries: readonly Entry[]): readonly Told[] {
  return entries.flatMap((entry) => {
    const read = readFact(entry.event.type, entry.event.body);
    return read.kind === 'fact' ? [toldOf(entry, read.fact)] : [];
  });
}

function toldOf(entry: Entry, fact: AnyFact): Told {
  return { entry, type: fact.type, body: fact.body } as Told; // type and body come from one fact
}

export function all<T extends FactType>(story: readonly Told[], type: T): readonly ToldAs<T>[] {
  return story.filter((told): told is ToldAs<T> => told.type === type);
}

export function last<T extends FactType>(story: readonly Told[], type: T): ToldAs<T> | undefined {
  return all(story, type).at(-1);
}

/** Where an entry stands and who stands for it. */
export function markOf({ event, hash }: Entry): Mark {
  return {
    event: hash,
    at: event.time.wall,
    by: event.actor ?? event.station,
    ...(event.witness === undefined ? {} : { witness: event.witness }),
  };
}

/** The drive's ids: the one that is asked for and those that were joined with it and not parted from it again. */
export function joinedSubjects(entries: readonly Entry[], subject: string): ReadonlySet<string> {
  return new Set(joinedTo(subject, entries.filter(({ event }) => event.subject !== undefined).map(factOfEntry)));
}

/** The events about one drive, in order. */
export function ofDrive(story: readonly Told[], subjects: ReadonlySet<string>): readonly Told[] {
  return story.filter(({ entry }) => entry.event.subject !== undefined && subjects.has(entry.event.subject));
}
