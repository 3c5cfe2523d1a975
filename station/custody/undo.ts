import type { Receipt } from '../../contract/bridge.ts';
import type { PersonRow } from '../../contract/ports.ts';
import type { UndoView } from '../../contract/views.ts';
import { type DriveLife, evolve, type RecordedFact } from '../../domain/custody/life.ts';
import { readFact } from '../../domain/facts/facts.ts';
import type { Proposal, StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import { attempt } from './attempt.ts';
import { recordContained } from './containers.ts';

/** How long an act can be taken back without a word. */
export const undoMs = 10_000;

/** Facts that a station writes meanwhile by itself lie between an act and its undoing: so many are looked through. */
const lookedThrough = 20;

type Looked = Pick<StationParts, 'store' | 'clock'>;

interface Undoable {
  readonly fact: RecordedFact & { readonly subject: string };
  readonly counter: Proposal & { readonly subject: string };
}

/**
 * The last act of a person, while it is fresh and a counter-event leads back to exactly what was before. What was signed
 * stays signed: undoing adds a fact and takes none away.
 */
export function undoable(parts: Looked, person: PersonRow): Undoable | undefined {
  const station = parts.store.facts.chain()?.identity.station;
  const recent = parts.store.shelf.newest(lookedThrough).map(({ fact }) => fact);
  const fact = recent.find(({ actor }) => actor !== undefined);
  if (fact?.subject === undefined || fact.actor !== person.id || fact.station !== station) return undefined;
  const age = parts.clock.wallMs() - Date.parse(fact.wall);
  if (!(age >= 0 && age < undoMs)) return undefined;
  // Something came after it, by whomever: then it is no longer what was last.
  if (recent.find(({ subject }) => subject === fact.subject)?.hash !== fact.hash) return undefined;
  const counter = counterOf(parts, { ...fact, subject: fact.subject }, person);
  return counter === undefined ? undefined : { fact: { ...fact, subject: fact.subject }, counter: { ...counter, subject: fact.subject } };
}

/** The fact that leads back; undefined for acts that none leads back from, such as a claim, a receipt, a seal or a release. */
function counterOf(
  parts: Looked,
  fact: RecordedFact & { readonly subject: string },
  person: PersonRow,
): Pick<Proposal, 'type' | 'body'> | undefined {
  const read = readFact(fact.type, fact.body);
  if (read.kind !== 'fact') return undefined;
  switch (read.fact.type) {
    case 'custody.offered':
      // One drive of a container that is handed over whole does not come back alone.
      return read.fact.body.within === undefined ? { type: 'custody.withdrawn', body: { from: person.id } } : undefined;
    case 'custody.moved': {
      const place = lifeBefore(parts, fact)?.place;
      return place === undefined ? undefined : { type: 'custody.moved', body: { holder: person.id, place } };
    }
    case 'custody.destination': {
      const destination = lifeBefore(parts, fact)?.record?.destination;
      return destination === undefined ? undefined : { type: 'custody.destination', body: { destination } };
    }
    case 'item.placed':
      return { type: 'item.removed', body: { item: read.fact.body.item } };
    case 'lot.item_added':
      return { type: 'lot.item_removed', body: { item: read.fact.body.item } };
    default:
      return undefined;
  }
}

/** The drive's life up to that fact. */
function lifeBefore({ store }: Looked, { subject, hash }: RecordedFact & { readonly subject: string }): DriveLife | undefined {
  const story = store.shelf.storyOf(subject).map(({ fact }) => fact);
  const at = story.findIndex((fact) => fact.hash === hash);
  return story.slice(0, Math.max(at, 0)).reduce<DriveLife | undefined>(evolve, undefined);
}

/** What the window offers to take back, and until when. */
export function undoView(parts: Looked, person: PersonRow): UndoView | undefined {
  const found = undoable(parts, person);
  if (found === undefined) return undefined;
  const { fact } = found;
  const { store } = parts;
  const name = store.drives.row(fact.subject)?.serial ?? store.containers.life(fact.subject)?.what?.name;
  return {
    event: fact.hash,
    what: fact.type,
    ...(name === undefined ? {} : { name }),
    until_ms: Date.parse(fact.wall) + undoMs,
  };
}

/**
 * Takes the last act back by its counter-event, through the same rules as any other fact.
 *
 * @param event the act that was seen; without it the last one. Another one was last meanwhile: nothing is undone.
 */
export function undo(parts: StationParts, person: PersonRow, event?: string): Receipt {
  const found = undoable(parts, person);
  if (found === undefined || (event !== undefined && found.fact.hash !== event)) return refused('undo_over');
  const hands = { actor: person };
  return found.counter.subject.startsWith('d1_') ? attempt(parts, hands, found.counter) : recordContained(parts, hands, [found.counter]);
}
