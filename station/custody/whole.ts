import type { Receipt } from '../../contract/bridge.ts';
import type { PersonRow, StationStore } from '../../contract/ports.ts';
import { mostHanded } from '../../contract/shift.ts';
import type { WholeView } from '../../contract/whole.ts';
import { limboOf, wholeOf } from '../../domain/containers/whole.ts';
import { stepLimitsMs } from '../../domain/custody/limits.ts';
import { mayCause } from '../../domain/people/duties.ts';
import { personId } from '../../domain/people/roles.ts';
import type { Proposal, StationParts } from '../parts.ts';
import { peopleElsewhere } from '../people/elsewhere.ts';
import { ownName, ownSite } from '../policy/own-site.ts';
import { done, refused } from '../receipt.ts';
import { type Hands, sealedTexts, shortId } from './attempt.ts';
import { aroundIn } from './around-in.ts';
import { recordContained } from './containers.ts';
import { gateOver } from './contest.ts';
import { msOf } from './standing.ts';

/** More drives than a station has in limbo at once. */
const mostInLimbo = 20_000;

type Of = { readonly container: string };
/** A fact about one drive in the container. */
type OfDrive = Proposal & { readonly subject: string; readonly actor: string };

/**
 * Offers a sealed container with everything in it. The number that the giver reads on the seal must be the one it was sealed
 * with, and every drive in it the giver's to give: all of them are offered in one transaction, or nothing is.
 */
export function offerWhole(parts: StationParts, { actor }: Hands, asked: Of & { readonly seal: string; readonly to: string }): Receipt {
  const here = isOfThisSite(parts, asked.to);
  if (here !== true) return here === false ? refused('not_whole', 'other_site') : refused('person_unknown');
  const whole = wholeOf(asked.container, aroundIn(parts.store));
  if (whole.kind === 'refused') return refused(whole.why, whole.detail);
  if (whole.drives.length > mostHanded) return refused('not_whole', 'too_many');
  if (whole.within.seal !== asked.seal.trim()) return refused('seal_differs');
  const body = { from: actor.id, to: asked.to, within: whole.within };
  return (
    recordAll(
      parts,
      actor,
      whole.drives.map((subject) => ({ type: 'custody.offered', subject, body, actor: actor.id })),
    ) ?? nothing
  );
}

/** Takes a container in limbo back: each drive that is still offered behind its seal, wherever the container stands by now. */
export function withdrawWhole(parts: StationParts, { actor }: Hands, { container }: Of): Receipt {
  const body = { from: actor.id, within: container };
  const offered = drivesInLimbo(parts.store).get(container) ?? [];
  return (
    recordAll(
      parts,
      actor,
      offered.map((subject) => ({ type: 'custody.withdrawn', subject, body, actor: actor.id })),
    ) ?? nothing
  );
}

/**
 * The receiver signs for all that lies behind the seal, by the number that he reads on it. Another number, a seal that does
 * not stand any more, or one drive that the rules keep: then nothing changes hands.
 */
export function receiveWhole(
  parts: StationParts,
  receiver: PersonRow,
  asked: Of & { readonly seal: string; readonly place?: string | undefined },
): Receipt {
  const around = aroundIn(parts.store);
  const whole = wholeOf(asked.container, around);
  if (whole.kind === 'refused') return refused(whole.why, whole.detail);
  const life = around.container(asked.container);
  const offer = life === undefined ? undefined : limboOf(life, around);
  if (offer === undefined) return nothing;
  if (offer.to !== receiver.id) return refused('not_the_receiver');
  if (!mayCause('container.handed', receiver)) return refused('role_missing');
  if (whole.within.seal !== asked.seal.trim()) return refused('seal_differs');
  const place = asked.place ?? offer.place;
  const body = { from: offer.from, holder: receiver.id, within: whole.within, ...(place === undefined ? {} : { place }) };
  const receipts = whole.drives.map((subject): OfDrive => ({ type: 'custody.received', subject, body, actor: receiver.id }));
  const { seal, content } = whole.within;
  const handed = { from: offer.from, holder: receiver.id, seal, items: whole.items, content };
  return (
    recordAll(parts, receiver, receipts, [{ type: 'container.handed', subject: asked.container, body: handed, actor: receiver.id }]) ??
    nothing
  );
}

/** Somebody finds the seal of a container in limbo broken or gone, or another number on it: a case, and nothing changes hands. */
export function doubtSeal(parts: StationParts, hands: Hands, asked: Of & { readonly note?: string | undefined }): Receipt {
  const life = parts.store.containers.life(asked.container);
  if (life === undefined || limboOf(life, aroundIn(parts.store)) === undefined) return nothing;
  if (life.cases?.some(({ kind }) => kind === 'seal_broken') === true) return refused('illegal_move', 'case_open');
  const body = { case: shortId(parts), kind: 'seal_broken' as const };
  return recordContained(parts, hands, [
    { type: 'case.opened', subject: asked.container, body, sealed: sealedTexts({ note: asked.note }) },
  ]);
}

/** Every drive behind the seal of a container, for whoever asks the log about them first. */
export function drivesOfWhole(parts: Pick<StationParts, 'store'>, container: string): readonly string[] {
  const whole = wholeOf(container, aroundIn(parts.store));
  return whole.kind === 'whole' ? whole.drives : [];
}

/** A container as its hand-over shows it: never with its seal number. */
export function wholeView(parts: StationParts, container: string): WholeView | Receipt {
  const around = aroundIn(parts.store);
  const life = around.container(container);
  if (life?.what?.is !== 'container') return refused('container_unknown');
  const whole = wholeOf(container, around);
  const offer = limboOf(life, around);
  const { kind, name } = life.what;
  return {
    container,
    kind,
    name,
    drives: whole.kind === 'whole' ? whole.drives.length : (drivesInLimbo(parts.store).get(container)?.length ?? 0),
    ...offerPart(offer),
    ...faultPart(whole),
    seal_doubted: life.cases?.some((each) => each.kind === 'seal_broken') === true,
  };
}

/** The containers in limbo, the longest waiting first. */
export function wholesInLimbo(parts: StationParts): readonly WholeView[] {
  return [...drivesInLimbo(parts.store).keys()]
    .map((container) => wholeView(parts, container))
    .filter((view): view is WholeView => 'container' in view)
    .sort((one, other) => (one.offer?.since_ms ?? 0) - (other.offer?.since_ms ?? 0));
}

/** Which drives are offered behind the seal of which container. */
export function drivesInLimbo({ drives }: Pick<StationStore, 'drives'>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  // A drive may be set aside, or fall into dispute, while it is in limbo: its state then says that, and its offer stands.
  for (const { subject } of drives.find('', { states: ['offered', 'quarantined', 'disputed'], limit: mostInLimbo })) {
    const container = drives.life(subject)?.offer?.within?.container;
    if (container !== undefined) found.set(container, [...(found.get(container) ?? []), subject]);
  }
  return found;
}

const nothing: Receipt = refused('illegal_move', 'not_offered');

/** Writes one fact about each drive, and what comes after them, all or none; undefined when there is no drive. */
function recordAll(parts: StationParts, actor: PersonRow, each: readonly OfDrive[], after: readonly Proposal[] = []): Receipt | undefined {
  const gate = gateOver(parts);
  const nowMs = parts.clock.wallMs();
  for (const { type, subject, body } of each) {
    const life = parts.store.drives.life(subject);
    const verdict = gate(life, { type, body, actor: actor.id, actorRoles: actor.roles, nowMs });
    if (verdict.kind === 'refused') return refused('not_whole', `${life?.record?.serial ?? subject} ${verdict.why}`);
  }
  return each.length === 0 ? undefined : done(parts.recorder.record([...each, ...after]));
}

/** Whether somebody works at this site: what is known of a container goes no further. Undefined for who is known nowhere. */
function isOfThisSite({ store, authority }: StationParts, person: string): boolean | undefined {
  const own = store.people.byId(person);
  if (own !== undefined) return own.active ? true : undefined;
  const log = authority?.();
  const found = peopleElsewhere(log, ownName(store)?.station).find(({ id }) => id === person);
  return found === undefined ? undefined : found.site === ownSite(store, log);
}

function offerPart(offer: ReturnType<typeof limboOf>): Pick<WholeView, 'offer'> {
  const from = personId.safeParse(offer?.from).data;
  const to = personId.safeParse(offer?.to).data;
  if (offer === undefined || from === undefined || to === undefined) return {};
  const sinceMs = msOf(offer.mark.wall);
  const limit = { step: 'receive' as const, from_ms: sinceMs, until_ms: sinceMs + stepLimitsMs.receive };
  return { offer: { from, to, since_ms: sinceMs, limit } };
}

function faultPart(whole: ReturnType<typeof wholeOf>): Pick<WholeView, 'why' | 'detail'> {
  if (whole.kind === 'whole') return {};
  return whole.detail === undefined ? { why: whole.why } : { why: whole.why, detail: whole.detail };
}
