import type { LocalChange, OldFact, StationStore } from '../../contract/ports.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { openEntry, type Entry } from '../../domain/ledger/entry.ts';
import { sha256 } from '../../domain/ledger/hash.ts';
import type { Draft } from '../record/draft.ts';
import type { Recorder } from '../record/recorder.ts';

export interface RecoverNeeds {
  readonly store: Pick<StationStore, 'sync' | 'people' | 'shelf'>;
  readonly recorder: Pick<Recorder, 'record' | 'working'>;
}

/** Facts told again in one transaction. */
const atOnce = 50;

/**
 * Tells the facts of earlier lives again that no log holds: each becomes an `event.recovered` that binds the old
 * signed entry. What has to hold from now on (who works here, what the station is called, its policy) is also
 * written anew, since a recovered event only tells what was once said.
 * @returns how many were told; 0 when none is left
 */
export function tellAgain({ store, recorder }: RecoverNeeds): number {
  if (!recorder.working) return 0;
  const due = store.sync.toRecover(atOnce);
  const drafts: Draft[] = [];
  const local: LocalChange[] = [];
  for (const old of due) {
    const opened = openEntry(old.entry);
    if (opened.kind === 'refused') throw new Error(`the store holds an entry that does not open: ${opened.code}`);
    drafts.push(...anew(store, old, opened.entry), recovered(old, opened.entry));
    local.push({ kind: 'recovered', hash: old.hash });
  }
  if (drafts.length > 0) recorder.record(drafts, local);
  return due.length;
}

function recovered({ sealed }: OldFact, { event, hash, bytes }: Entry): Draft {
  return {
    type: 'event.recovered',
    subject: event.subject,
    body: { event: hash, epoch: event.epoch, seq: event.seq },
    carried: sealed,
    att: [{ name: 'entry', media: 'application/json', size: bytes.length, sha256: toBase64url(sha256(bytes)) }],
  };
}

/** The same fact in the new chain, where it must count from now on and still stands. */
function anew(store: RecoverNeeds['store'], { hash, sealed }: OldFact, { event }: Entry): readonly Draft[] {
  const read = readFact(event.type, event.body);
  if (read.kind !== 'fact') return [];
  const { type, body } = read.fact;
  const values = Object.fromEntries(sealed.map(({ field, value }) => [field, value]));
  switch (type) {
    case 'person.enrolled': {
      const person = store.people.byId(body.person);
      return person?.active === true && person.key === body.key ? [{ type, body: { ...body, roles: person.roles }, sealed: values }] : [];
    }
    case 'person.ended':
      return store.people.byId(body.person)?.active === false ? [{ type, body }] : [];
    case 'station.named':
    case 'policy.adopted':
      return store.shelf.newestOf(type)?.fact.hash === hash ? [{ type, body }] : [];
    default:
      return [];
  }
}
