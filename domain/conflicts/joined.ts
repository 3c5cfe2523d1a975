import { type ToldEvent, orderOf, restsOn } from './order.ts';

/** One drive may be known by two ids: by model and serial first, by its WWN once it has told it. */
interface Link {
  readonly ids: readonly [string, string];
  readonly joins: boolean;
}

/**
 * All ids of the drive that `subject` names, in order, from the `drive.linked` and `drive.unlinked` events of these
 * subjects. Parting takes back the links that it rests on; a link that the parting did not know stands.
 */
export function joinedTo(subject: string, events: Iterable<ToldEvent>): readonly string[] {
  const order = orderOf(events);
  const links = order.nodes.flatMap((node) => {
    const link = linkOf(node.event);
    return link === undefined ? [] : [{ node, ...link }];
  });
  const partings = links.filter(({ joins }) => !joins);
  const standing = links.filter(
    (link) => link.joins && !partings.some((each) => isSamePair(each.ids, link.ids) && restsOn(each.node, link.node)),
  );
  const neighbours = new Map<string, string[]>();
  for (const { ids } of standing) {
    const [one, other] = ids;
    neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
    neighbours.set(other, [...(neighbours.get(other) ?? []), one]);
  }
  const known = new Set([subject]);
  for (const each of known) for (const next of neighbours.get(each) ?? []) known.add(next);
  return [...known].sort();
}

/** The two ids that a link or a parting names; undefined for any other event. */
export function linkOf(event: Pick<ToldEvent, 'type' | 'subject' | 'body'>): Link | undefined {
  const isLink = event.type === 'drive.linked' || event.type === 'drive.unlinked';
  if (!isLink || event.subject === undefined || typeof event.body !== 'object' || event.body === null) return undefined;
  const other = 'other' in event.body ? event.body.other : undefined;
  if (typeof other !== 'string' || !/^d1_[0-9a-f]{32}$/.test(other) || other === event.subject) return undefined;
  return { ids: [event.subject, other], joins: event.type === 'drive.linked' };
}

function isSamePair(left: Link['ids'], right: Link['ids']): boolean {
  return left.toSorted().join() === right.toSorted().join();
}
