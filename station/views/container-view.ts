import type { Receipt } from '../../contract/bridge.ts';
import type { ContainerLine, ContainerView } from '../../contract/containment.ts';
import { type Around, lotStanding, unprovenIn, wayOfLot } from '../../domain/containers/around.ts';
import { balanceOf } from '../../domain/containers/balance.ts';
import { careOf, type ContainerCare } from '../../domain/containers/bounds.ts';
import { contentHash } from '../../domain/containers/content.ts';
import { type ContainerLife, hasLeft } from '../../domain/containers/life.ts';
import { limboOf } from '../../domain/containers/whole.ts';
import { personId } from '../../domain/people/roles.ts';
import { countDaysFor } from '../../domain/policy/counts.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { answerOf } from '../custody/answers.ts';
import { aroundIn } from '../custody/around-in.ts';
import { lotReturnView } from '../custody/lot-return.ts';
import { casesView, msOf } from '../custody/standing.ts';
import { drivesInLimbo } from '../custody/whole.ts';
import type { StationParts } from '../parts.ts';
import { adoptedPolicy } from '../policy/adopted.ts';
import { refused } from '../receipt.ts';
import { lineOfDrive } from './drive-line.ts';
import { waysHere } from './ways-here.ts';

type Parts = Pick<StationParts, 'store' | 'clock' | 'authority'>;
type What = 'container' | 'lot';

/** More than lie on one screen; a station with more of them looks for one by its label. */
const mostListed = 500;
/** Every one that stands is asked what is due of it: more than a house has. */
const mostAsked = 100_000;
/** How long before its day what is due is told in the list of what is. */
const aheadMs = 7 * 86_400_000;

/** A container or lot as it stands, with what keeps a lot open. */
export function containerView(parts: Parts, subject: string, what: What): ContainerView | Receipt {
  const life = parts.store.containers.life(subject);
  if (life?.what?.is !== what) return refused('container_unknown');
  const around = aroundIn(parts.store);
  const items = life.items.map(({ item }) => item);
  const inLimbo = what === 'container' && limboOf(life, around) !== undefined;
  return {
    container: subject,
    what,
    kind: life.what.kind,
    name: life.what.name,
    items,
    drives: items.flatMap((item) => {
      const row = item.startsWith('d1_') ? parts.store.drives.row(item) : undefined;
      return row === undefined ? [] : [lineOfDrive(parts, row)];
    }),
    nested: items.flatMap((item) => {
      const inner = item.startsWith('c1_') ? parts.store.containers.life(item) : undefined;
      if (inner?.what?.is !== 'container') return [];
      const { kind, name } = inner.what;
      return [{ container: item, kind, name, ...(inner.seal === undefined ? {} : { seal: inner.seal.seal }) }];
    }),
    content: contentHash(life.items),
    ...(inLimbo ? { in_limbo: true } : life.seal === undefined ? {} : { seal: life.seal.seal }),
    ...handedPart(life),
    ...(life.gap === undefined ? {} : { gap: life.gap.why }),
    ...(life.count === undefined ? {} : { counting: life.count.count }),
    cases: casesView(life.cases),
    state: stateOf(life, around),
    unproven: what === 'lot' ? keptIn(parts, life, around) : [],
    breaches: life.breach_count,
    ...looked(adoptedPolicy(parts.store), life),
    ...weighed(life),
    ...returned(parts, life),
    ...answered(life),
  };
}

function handedPart({ handed }: ContainerLife): Pick<ContainerView, 'handed'> {
  const from = personId.safeParse(handed?.from).data;
  const holder = personId.safeParse(handed?.holder).data;
  return handed === undefined || from === undefined || holder === undefined
    ? {}
    : { handed: { from, holder, at_ms: msOf(handed.mark.wall) } };
}

/** What keeps the lot open. A drive that its own life would let go may still be kept here: the closing would be refused. */
function keptIn(parts: Parts, life: ContainerLife, around: Around): ContainerView['unproven'] {
  const nowMs = parts.clock.wallMs();
  const kind = life.what?.is === 'lot' ? life.what.kind : 'destruction';
  return unprovenIn(life, undefined, around, nowMs).map((each) => {
    const drive = each.detail === 'not_released' && kind !== 'destruction' ? parts.store.drives.life(each.item) : undefined;
    const way = drive === undefined ? undefined : waysHere(parts, drive, nowMs).find((one) => one.way === wayOfLot[kind]);
    if (way === undefined || way.open) return each;
    return { item: each.item, why: way.why, ...(way.detail === undefined ? {} : { detail: way.detail }) };
  });
}

/** The containers or lots that stand here, by name; or the newest of those that are gone. */
export function containerLines(parts: Parts, what: What, gone: boolean): readonly ContainerLine[] {
  const { containers } = parts.store;
  const beside = besideOf(parts);
  const lives = gone ? containers.gone(what, mostListed) : containers.standing(what, mostListed);
  const lines = lives.flatMap((life) => (life.what === undefined ? [] : [lineOf(beside, life, life.what)]));
  return gone ? lines : lines.sort((one, other) => one.name.localeCompare(other.name));
}

/** The containers whose count or emptying is due within a week, or was due before; the longest due first. */
export function dueLines(parts: Parts): readonly ContainerLine[] {
  const beside = besideOf(parts);
  return parts.store.containers
    .standing('container', mostAsked)
    .flatMap((life) => {
      const dueMs = firstDue(careHere(beside.policy, life).care);
      return dueMs === undefined || dueMs > beside.nowMs + aheadMs || life.what === undefined ? [] : [{ life, what: life.what, dueMs }];
    })
    .sort((one, other) => one.dueMs - other.dueMs || one.what.name.localeCompare(other.what.name))
    .slice(0, mostListed)
    .map(({ life, what }) => lineOf(beside, life, what));
}

function firstDue(care: ContainerCare = {}): number | undefined {
  const days = [care.count_due_ms, care.empty_due_ms].filter((day) => day !== undefined);
  return days.length === 0 ? undefined : Math.min(...days);
}

/** What a line is held against. */
interface Beside {
  readonly policy: Policy;
  readonly around: Around;
  readonly nowMs: number;
  /** Containers that are being handed over whole. */
  readonly inLimbo: { has(container: string): boolean };
}

function besideOf({ store, clock }: Parts): Beside {
  return { policy: adoptedPolicy(store), around: aroundIn(store), nowMs: clock.wallMs(), inLimbo: drivesInLimbo(store) };
}

function lineOf({ policy, around, nowMs, inLimbo }: Beside, life: ContainerLife, what: NonNullable<ContainerLife['what']>): ContainerLine {
  return {
    container: life.subject,
    kind: what.kind,
    name: what.name,
    items: life.items.length,
    state: stateOf(life, around),
    ...(life.seal === undefined || inLimbo.has(life.subject) ? {} : { seal: life.seal.seal }),
    ...(life.gap === undefined ? {} : { gap: life.gap.why }),
    counting: life.count !== undefined,
    cases: life.cases?.length ?? 0,
    unproven: what.is === 'lot' && life.closed === undefined ? unprovenIn(life, undefined, around, nowMs).length : 0,
    since_ms: msOf(life.since),
    ...careHere(policy, life),
    ...answered(life),
  };
}

/** What is due of one that has not left, where its own bounds or the policy ask for anything. */
function careHere(policy: Policy, life: ContainerLife): { readonly care?: ContainerCare } {
  const asked = askedDays(policy, life);
  return hasLeft(life) || (life.bounds === undefined && asked === undefined) ? {} : { care: careOf(life, asked) };
}

function askedDays({ counts }: Policy, { what }: ContainerLife): number | undefined {
  return what?.is === 'container' ? countDaysFor(counts, what.kind) : undefined;
}

function looked(policy: Policy, life: ContainerLife): Pick<ContainerView, 'bounds' | 'care' | 'policy_count_days'> {
  const asked = askedDays(policy, life);
  const { mark: _, ...bounds } = life.bounds ?? {};
  return {
    ...(life.bounds === undefined ? {} : { bounds }),
    ...careHere(policy, life),
    ...(asked === undefined || hasLeft(life) ? {} : { policy_count_days: asked }),
  };
}

function weighed(life: ContainerLife): Pick<ContainerView, 'balance'> {
  if (life.what?.is !== 'lot' || life.what.kind !== 'destruction') return {};
  const { in_g: before, out_g: after } = life.weight?.newest ?? {};
  return {
    balance: {
      state: balanceOf(life),
      ...(before === undefined ? {} : { in_g: before }),
      ...(after === undefined ? {} : { out_g: after }),
    },
  };
}

function returned({ store, clock }: Parts, life: ContainerLife): Pick<ContainerView, 'back'> {
  const back = lotReturnView(store, life, clock.wallMs());
  return back === undefined ? {} : { back };
}

function answered(life: ContainerLife): Pick<ContainerView, 'answer'> {
  const answer = answerOf(life);
  return answer === undefined ? {} : { answer };
}

/** The one container or lot whose label says this. */
export function foundByTag({ store }: Pick<Parts, 'store'>, tag: string): { readonly container: string; readonly what: What } | undefined {
  const [only, second] = store.containers.tagged(tag);
  return only?.what === undefined || second !== undefined ? undefined : { container: only.subject, what: only.what.is };
}

function stateOf(life: ContainerLife, around: Around): ContainerView['state'] {
  if (life.what?.is === 'lot') return lotStanding(life, around);
  if (hasLeft(life)) return 'left';
  return life.seal === undefined ? 'open' : 'sealed';
}
