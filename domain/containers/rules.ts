import type { Fact } from '../facts/facts.ts';
import { firstOf, type Hands, legal, type MoveVerdict, refused } from '../custody/verdicts.ts';
import { duties } from '../people/duties.ts';
import { balanceOf, judgeWeightFact } from './balance.ts';
import { fitsContent } from './content.ts';
import { judgeReturn, judgeReturnFact } from './returning.ts';
import { isAnswerFact, judgeAnswerFact } from './settled.ts';
import { type ContainerFact, type ContainerLife, hasLeft } from './story.ts';

/**
 * What the facts of one container or lot allow: what its fold holds each recorded fact against. What other subjects have
 * to say is in `around.ts`.
 */
export function judgeContainerFact(life: ContainerLife | undefined, fact: ContainerFact, hands: Hands): MoveVerdict {
  if (hands.actor === undefined && !duties[fact.type].machine) return refused('role_missing');
  const { what } = life ?? {};
  if (fact.type === 'container.made' || fact.type === 'lot.opened') return what === undefined ? legal : refused('illegal_move', 'exists');
  if (life === undefined || what === undefined) return refused('container_unknown');
  if (fact.type === 'case.opened' || fact.type === 'case.closed') return judgeCase(life, fact);
  if (what.is !== (fact.type.startsWith('lot.') ? 'lot' : 'container')) return refused('container_unknown', `is_a_${what.is}`);
  if (isAnswerFact(fact)) return judgeAnswerFact(life, fact, hands);
  if (hasLeft(life)) return refused('not_in_this_state', life.closed === undefined ? 'released' : 'closed');
  return judgeStanding(life, fact, hands);
}

function judgeStanding(
  life: ContainerLife,
  fact: Exclude<ContainerFact, { readonly type: 'container.made' | 'lot.opened' | 'lot.answered' | 'lot.excused' | `case.${string}` }>,
  hands: Hands,
): MoveVerdict {
  switch (fact.type) {
    case 'container.bounded':
      return legal;
    case 'item.placed':
      return judgePlacing(life, fact.body);
    case 'item.removed':
      return firstOf(...still(life), [!holds(life, fact.body.item), 'item_elsewhere', 'not_in_it']);
    case 'container.sealed':
      return judgeSealing(life, fact.body);
    case 'container.opened':
      // What is found is written down, whatever it is: it is the truth that the seal was for.
      return firstOf(
        [life.seal === undefined, 'not_in_this_state', 'not_sealed'],
        [life.seal?.seal !== fact.body.seal, 'illegal_move', 'other_seal'],
      );
    case 'container.handed':
      return judgeHanding(life, fact.body, hands);
    case 'container.released':
      return firstOf(
        [life.seal === undefined, 'not_in_this_state', 'not_sealed'],
        [life.gap !== undefined, 'not_in_this_state', 'gap_open'],
        [!fitsContent(life.items, fact.body), 'content_differs'],
      );
    case 'lot.item_added':
      return firstOf([holds(life, fact.body.item), 'illegal_move', 'already_in']);
    case 'lot.item_removed':
      return firstOf([!holds(life, fact.body.item), 'item_elsewhere', 'not_in_it']);
    case 'lot.ruled':
    case 'lot.rma_given':
    case 'lot.packed':
    case 'lot.late_allowed':
      return judgeReturnFact(life, fact, hands);
    case 'lot.weighed':
    case 'lot.weight_excused':
      return judgeWeightFact(life, fact, hands);
    case 'lot.closed': {
      const own = firstOf(
        [life.items.length === 0, 'not_in_this_state', 'empty'],
        [!fitsContent(life.items, fact.body), 'content_differs'],
        [balanceOf(life) === 'outside', 'mass_outside'],
      );
      return own.kind === 'refused' ? own : (judgeReturn(life, hands.nowMs) ?? own);
    }
    case 'count.started':
      return firstOf(...still(life));
    case 'count.closed':
      return judgeCount(life, fact.body, hands);
  }
}

/** Nothing is put in, taken out or counted behind a seal, nor while two people count. */
function still(life: ContainerLife): [[boolean, 'not_in_this_state', string], [boolean, 'not_in_this_state', string]] {
  return [
    [life.seal !== undefined, 'not_in_this_state', 'sealed'],
    [life.count !== undefined, 'not_in_this_state', 'being_counted'],
  ];
}

function holds(life: ContainerLife, item: string): boolean {
  return life.items.some((each) => each.item === item);
}

function judgePlacing(life: ContainerLife, { item, content }: Fact<'item.placed'>): MoveVerdict {
  return firstOf(
    ...still(life),
    [item === life.subject, 'illegal_move', 'itself'],
    [holds(life, item), 'illegal_move', 'already_in'],
    [item.startsWith('c1_') !== (content !== undefined), 'illegal_move', 'content_of_a_container'],
  );
}

function judgeSealing(life: ContainerLife, body: Fact<'container.sealed'>): MoveVerdict {
  return firstOf(
    ...still(life),
    [life.gap !== undefined, 'not_in_this_state', 'gap_open'],
    [life.items.length === 0, 'not_in_this_state', 'empty'],
    [life.seals.includes(body.seal), 'illegal_move', 'seal_used'],
    [!fitsContent(life.items, body), 'content_differs'],
  );
}

/** Handed over unopened: by the seal that is on it, over what the record still has in it. */
function judgeHanding(life: ContainerLife, body: Fact<'container.handed'>, hands: Hands): MoveVerdict {
  return firstOf(
    [body.from === body.holder, 'same_person'],
    [body.holder !== hands.actor, 'not_the_receiver'],
    [life.seal === undefined, 'not_in_this_state', 'not_sealed'],
    [life.seal?.seal !== body.seal, 'seal_differs'],
    [life.gap !== undefined, 'not_in_this_state', 'gap_open'],
    [life.seal?.content !== body.content || !fitsContent(life.items, body), 'content_differs'],
  );
}

/** Two people who counted the same, each for themselves. Whether it is what the record has, decides about the gap. */
function judgeCount(life: ContainerLife, body: Fact<'count.closed'>, hands: Hands): MoveVerdict {
  const { first, second, missing, extra } = body;
  const agrees = fitsContent(life.items, second);
  return firstOf(
    [life.count?.count !== body.count, 'not_in_this_state', 'not_being_counted'],
    [hands.witness === undefined, 'witness_missing'],
    [hands.witness === hands.actor, 'same_person'],
    [life.count?.mark.by !== hands.actor, 'illegal_move', 'other_counter'],
    [first.items !== second.items || first.content !== second.content, 'content_differs', 'counters_differ'],
    [agrees !== (missing.length === 0 && extra.length === 0), 'content_differs', 'gap_not_named'],
    [missing.some((item) => !holds(life, item)) || extra.some((item) => holds(life, item)), 'content_differs', 'gap_not_named'],
  );
}

function judgeCase(life: ContainerLife, fact: Extract<ContainerFact, { readonly type: `case.${string}` }>): MoveVerdict {
  const isKnown = life.cases?.some((each) => each.case === fact.body.case) === true;
  if (fact.type === 'case.closed') return firstOf([!isKnown, 'illegal_move', 'case_unknown']);
  return firstOf([fact.body.kind === 'missing', 'illegal_move', 'about_a_drive'], [isKnown, 'illegal_move', 'case_open']);
}
