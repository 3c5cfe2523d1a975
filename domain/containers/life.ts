import { type Mark, type RecordedFact } from '../custody/story.ts';
import { markOf } from '../custody/effects.ts';
import { readFact } from '../facts/facts.ts';
import { applyWeightFact } from './balance.ts';
import { fitsContent } from './content.ts';
import { applyReturnFact, unpacked } from './returning.ts';
import { judgeContainerFact } from './rules.ts';
import { applyAnswerFact } from './settled.ts';
import { type ContainedItem, type ContainerBreach, type ContainerFact, type ContainerLife, isContainerFact } from './story.ts';

export { type ContainedItem, type ContainerLife, hasLeft, isAboutContainer } from './story.ts';

const keptBreaches = 32;

/**
 * Folds one more fact into the life of a container or lot. Never throws and drops nothing: what the rules forbid becomes a
 * breach. Facts of other kinds (a `c1_` may be an expected list) change nothing.
 */
export function evolveContainer(life: ContainerLife | undefined, fact: RecordedFact): ContainerLife | undefined {
  const read = readFact(fact.type, fact.body);
  if (read.kind === 'bad_body' && life !== undefined) return withBreach(counted(life, fact), fact, 'bad_body');
  if (read.kind !== 'fact' || !isContainerFact(read.fact)) return life;
  if (life !== undefined && fact.subject !== life.subject) return withBreach(counted(life, fact), fact, 'wrong_subject');
  const answer = judgeContainerFact(life, read.fact, { actor: fact.actor, witness: fact.witness, nowMs: toldMs(fact) });
  const before = counted(life, fact);
  if (answer.kind === 'legal') return apply(before, read.fact, markOf(fact));
  return withMishanding(withBreach(before, fact, answer.why, answer.detail), read.fact, markOf(fact));
}

/** The life of one container or lot from its facts, in their order. */
export function foldContainer(facts: readonly RecordedFact[]): ContainerLife | undefined {
  return facts.reduce<ContainerLife | undefined>(evolveContainer, undefined);
}

/** When it is said to have been, Unix ms. */
function toldMs({ wall }: RecordedFact): number | undefined {
  const at = Date.parse(wall);
  return Number.isFinite(at) ? at : undefined;
}

function counted(life: ContainerLife | undefined, { subject, wall }: RecordedFact): ContainerLife {
  const born: ContainerLife = { subject: subject ?? '', facts: 0, since: wall, items: [], seals: [], breaches: [], breach_count: 0 };
  const before = life ?? born;
  return { ...before, facts: before.facts + 1, since: wall };
}

function apply(life: ContainerLife, fact: ContainerFact, mark: Mark): ContainerLife {
  switch (fact.type) {
    case 'container.made':
      return { ...life, what: { is: 'container', ...fact.body, mark } };
    case 'lot.opened':
      return { ...life, what: { is: 'lot', ...fact.body, mark } };
    case 'container.bounded':
      return { ...life, bounds: { ...fact.body, mark } };
    case 'item.placed': {
      const { item, content } = fact.body;
      const placed = withItem(life, content === undefined ? { item, mark } : { item, content, mark });
      return life.filled === undefined ? { ...placed, filled: mark } : placed;
    }
    case 'lot.item_added':
      return unpacked(withItem(life, { item: fact.body.item, mark }), fact.body.item);
    case 'lot.item_removed':
      return unpacked({ ...life, items: life.items.filter(({ item }) => item !== fact.body.item) }, fact.body.item);
    case 'item.removed': {
      const items = life.items.filter(({ item }) => item !== fact.body.item);
      return items.length === 0 ? { ...without(life, 'filled'), items } : { ...life, items };
    }
    case 'container.sealed': {
      const { seal, content } = fact.body;
      return { ...life, seal: { seal, content, mark }, seals: [...life.seals, seal] };
    }
    case 'container.opened': {
      const opened = without(life, 'seal');
      if (!fact.body.intact) return { ...opened, gap: { why: 'seal_broken', mark } };
      return fitsContent(life.items, fact.body) ? opened : { ...opened, gap: { why: 'content_differs', mark } };
    }
    case 'container.handed': {
      const { from, holder } = fact.body;
      return { ...life, handed: { from, holder, mark } };
    }
    case 'container.released':
      return { ...life, released: { way: fact.body.way, mark } };
    case 'lot.closed':
      return { ...life, closed: mark };
    case 'lot.weighed':
    case 'lot.weight_excused':
      return applyWeightFact(life, fact, mark);
    case 'lot.ruled':
    case 'lot.rma_given':
    case 'lot.packed':
    case 'lot.late_allowed':
      return applyReturnFact(life, fact, mark);
    case 'lot.answered':
    case 'lot.excused':
      return applyAnswerFact(life, fact, mark);
    case 'count.started':
      return { ...life, count: { count: fact.body.count, mark } };
    case 'count.closed': {
      const over = without(life, 'count');
      return fitsContent(life.items, fact.body.second)
        ? { ...without(over, 'gap'), counted: mark }
        : { ...over, gap: { why: 'count_gap', mark } };
    }
    case 'case.opened':
      return { ...life, cases: [...(life.cases ?? []), { ...fact.body, mark }] };
    case 'case.closed': {
      const cases = life.cases?.filter((each) => each.case !== fact.body.case) ?? [];
      return cases.length === 0 ? without(life, 'cases') : { ...life, cases };
    }
  }
}

function withItem(life: ContainerLife, item: ContainedItem): ContainerLife {
  return { ...life, items: [...life.items, item].sort((a, b) => (a.item < b.item ? -1 : 1)) };
}

function withBreach(life: ContainerLife, fact: RecordedFact, why: string, detail?: string): ContainerLife {
  const plain = { hash: fact.hash, type: fact.type, station: fact.station, wall: fact.wall, why };
  const breach: ContainerBreach = detail === undefined ? plain : { ...plain, detail };
  return {
    ...life,
    breaches: life.breaches.length < keptBreaches ? [...life.breaches, breach] : life.breaches,
    breach_count: life.breach_count + 1,
  };
}

/** The drives behind the seal say that they changed hands, so which hand-over it was is kept with the newest few. */
function withMishanding(life: ContainerLife, fact: ContainerFact, mark: Mark): ContainerLife {
  if (fact.type !== 'container.handed') return life;
  const { holder, seal } = fact.body;
  return { ...life, mishanded: [...(life.mishanded ?? []), { holder, seal, mark }].slice(-keptBreaches) };
}

function without<Name extends keyof ContainerLife>(life: ContainerLife, ...names: readonly Name[]): Omit<ContainerLife, Name> {
  const rest = { ...life };
  for (const name of names) delete rest[name];
  return rest;
}
