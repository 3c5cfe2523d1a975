import { type Authority, grantsAt } from '../../domain/authority/authority.ts';
import { bearsOnCustody, type Contest, contestOf, type ToldEvent } from '../../domain/conflicts/conflicts.ts';
import { joinedTo, linkOf } from '../../domain/conflicts/joined.ts';
import { bracketChain, type CheckpointTime } from '../../domain/ledger/bracket.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { controlStation } from '../../domain/ledger/ids.ts';

export interface ContestInput {
  readonly chains: readonly (readonly Entry[])[];
  readonly control: readonly Entry[];
  readonly authority: Authority;
  readonly indexes: Readonly<Record<string, number>>;
  readonly times: readonly CheckpointTime[];
}

/** Conflicts of the drives in a bundle, by the function that registry and stations ask. */
export interface Contests {
  /** Every drive that an event here is about, each by the first of its ids. */
  readonly subjects: readonly string[];
  of(subject: string): Contest;
}

/** Reads the chains once; each drive is judged when it is asked for. What the bundle leaves out cannot be in dispute here. */
export function contestsOf(input: ContestInput): Contests {
  const { authority, indexes } = input;
  const bySubject = new Map<string, ToldEvent[]>();
  const flagged = new Set<string>();
  for (const chain of input.chains) {
    const timed = chain.map(({ hash, event }) => ({ hash, event, index: indexes[hash] }));
    for (const { hash, flags } of bracketChain(timed, input.times)) if (flags.length > 0) flagged.add(hash);
  }
  for (const entry of [...input.control, ...input.chains.flat()]) {
    const told = toldOf(entry, authority, indexes[entry.hash]);
    if (told.subject === undefined || !bearsOnCustody(told.type)) continue;
    // Both ids of a link lead to it.
    for (const id of new Set([told.subject, ...(linkOf(told)?.ids ?? [])])) {
      const known = bySubject.get(id);
      if (known === undefined) bySubject.set(id, [told]);
      else known.push(told);
    }
  }
  const mayResolve = ({ station, actor, witness, index }: ToldEvent): boolean =>
    actor !== undefined &&
    actor !== witness &&
    (station === controlStation || grantsAt(authority, actor, index ?? authority.next).some(({ role }) => role === 'supervisor'));
  return {
    subjects: [...bySubject.keys()].filter((id) => id.startsWith('d1_')).sort(),
    of(subject) {
      const near = new Map<string, readonly ToldEvent[]>();
      const wanted = new Set([subject]);
      for (const each of wanted) {
        const told = bySubject.get(each) ?? [];
        near.set(each, told);
        for (const link of told.flatMap((event) => linkOf(event) ?? [])) for (const id of link.ids) wanted.add(id);
      }
      const ids = joinedTo(subject, [...near.values()].flat());
      const events = ids.flatMap((id) => near.get(id) ?? []);
      return contestOf([...new Map(events.map((event) => [event.hash, event])).values()], { mayResolve, flagged });
    },
  };
}

function toldOf({ event, hash }: Entry, authority: Authority, index: number | undefined): ToldEvent {
  const { station, epoch, seq, type, body, subject, actor, witness, deps, time, seen } = event;
  return {
    hash,
    station,
    epoch,
    seq,
    type,
    body,
    subject,
    actor,
    witness,
    deps,
    wall: time.wall,
    index,
    site: authority.stations.get(station)?.site,
    // A size above the event's own place was never there when it was written.
    seen: index !== undefined && seen.size <= index ? seen.size : undefined,
  };
}
