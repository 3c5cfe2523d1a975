import type { Entry } from '../domain/ledger/entry.ts';
import { introducedKeys } from '../domain/ledger/introduced-keys.ts';
import { joinedSubjects, tell } from './story.ts';

/**
 * Picks from what a station holds the entries that a certificate for one drive rests on, in the same order: all of
 * the drive's own, the newest name, version and policy of the issuing station, and for each signature the session
 * and the enrolment that make its key known, back to the first. `candidates` may hold anything else; an entry that
 * is not among them cannot be picked, and the certificate will be found `incomplete` or `altered` when it is checked.
 */
export function neededEntries(input: {
  readonly candidates: readonly Entry[];
  readonly subject: string;
  readonly station: string;
}): readonly Entry[] {
  const { candidates, subject, station } = input;
  const subjects = joinedSubjects(candidates, subject);
  const picked = new Set<Entry>();
  for (const entry of candidates) if (entry.event.subject !== undefined && subjects.has(entry.event.subject)) picked.add(entry);
  for (const type of ['station.named', 'station.heartbeat', 'policy.adopted']) {
    const newest = candidates.findLast(({ event }) => event.type === type && event.station === station);
    if (newest !== undefined) picked.add(newest);
  }
  return withSigners(candidates, picked);
}

/** These entries and, for each signature on them, the session and the enrolment that make its key known, back to the first. */
export function withSigners(candidates: readonly Entry[], wanted: ReadonlySet<Entry>): readonly Entry[] {
  const picked = new Set(wanted);
  const open = [...wanted];
  const pick = (entry: Entry): void => {
    if (picked.has(entry)) return;
    picked.add(entry);
    open.push(entry);
  };
  const { byKey, byPerson } = indexKeys(candidates);
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    for (const { keyid } of entry.sigs.slice(1)) {
      const introduction = byKey.get(keyid);
      if (introduction !== undefined) pick(introduction);
    }
    for (const person of [entry.event.actor, entry.event.witness]) {
      for (const enrolment of person === undefined ? [] : (byPerson.get(person) ?? [])) pick(enrolment);
    }
  }
  return candidates.filter((entry) => picked.has(entry));
}

function indexKeys(candidates: readonly Entry[]): {
  readonly byKey: ReadonlyMap<string, Entry>;
  readonly byPerson: ReadonlyMap<string, readonly Entry[]>;
} {
  const byKey = new Map<string, Entry>();
  const byPerson = new Map<string, Entry[]>();
  for (const entry of candidates) {
    for (const { keyId } of introducedKeys(entry.event)) if (!byKey.has(keyId)) byKey.set(keyId, entry);
  }
  for (const told of tell(candidates)) {
    if (told.type !== 'person.enrolled' && told.type !== 'person.ended') continue;
    byPerson.set(told.body.person, [...(byPerson.get(told.body.person) ?? []), told.entry]);
  }
  return { byKey, byPerson };
}
