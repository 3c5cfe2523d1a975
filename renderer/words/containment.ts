import type { ContainerKind, LotKind } from '../../domain/facts/containers.ts';
import type { AnyFact } from '../../domain/facts/facts.ts';
import type { CaseKind, CaseOutcome, ExceptionGround, ExceptionRule, HoldGround, ReleaseWay } from '../../domain/facts/holds.ts';
import { answerSentence, excuseWords } from './answers.ts';
import { weighedSentence, weightGroundWords } from './balance.ts';
import { machineSentence } from './machines.ts';
import { boundsSentence } from './bounds.ts';
import { count, dayAndClock } from './numbers.ts';
import { creditSentence } from './credits.ts';
import { fieldsSentence } from './fields.ts';
import { decisionSentence } from './return-decision.ts';
import { lotReturnSentence } from './returns.ts';
import type { Mark } from './states.ts';

const prefixes = [
  'hold.',
  'exception.',
  'case.',
  'container.',
  'item.',
  'lot.',
  'count.',
  'machine.',
  'drive.owned',
  'return.decided',
  'fields.',
  'credit.',
] as const;
export type ContainmentFact = Extract<AnyFact, { readonly type: `${(typeof prefixes)[number]}${string}` }>;

/** Is it about holds, exceptions, cases, containers, lots, counts or machines? */
export function isContainmentFact(fact: AnyFact): fact is ContainmentFact {
  return prefixes.some((prefix) => fact.type.startsWith(prefix));
}

export const holdGroundWords: Record<HoldGround, string> = {
  litigation: 'a lawsuit',
  investigation: 'an investigation',
  regulator: 'a regulator',
  insurance: 'an insurance claim',
  other: 'another reason',
};

/** What an exception does without, as the end of "although". */
export const exceptionRuleWords: Record<ExceptionRule, string> = {
  no_job: 'it was not erased',
  not_completed: 'its erase was not completed',
  not_verified: 'its erase was not verified',
  not_validated: 'nobody has validated its erase',
  not_certified: 'it has no certificate',
  policy_unknown: 'its policy is not known here',
  no_rule: 'no rule of the policy fits it',
  technique_not_in_policy: 'the policy does not list the technique',
  method_below_demand: 'the method is below what the policy asks',
  key_change_not_enough: 'a change of keys alone is not enough',
  read_back_below_demand: 'less was read back than the policy asks',
};

export const exceptionGroundWords: Record<ExceptionGround, string> = {
  keys_destroyed: 'the keys are destroyed',
  contract: 'the contract says so',
  maker_requires: 'the maker asks for it',
  no_data_was_on_it: 'no data was on it',
  order_of_authority: 'an authority ordered it',
  other: 'another reason',
};

const waysGone: Record<ReleaseWay | 'destruction', string> = {
  maker: 'to its maker',
  reuse: 'into reuse',
  vendor: 'to a vendor',
  destruction: 'to destruction',
};

export const caseKindWords: Record<CaseKind, string> = {
  missing: 'missing',
  count_gap: 'a count did not agree',
  seal_broken: 'a seal was broken',
  content_differs: 'the content was not what was sealed',
};

export const caseOutcomeWords: Record<CaseOutcome, string> = {
  found: 'found',
  lost: 'lost for good',
  record_wrong: 'the record was wrong',
  explained: 'explained',
};

export const containerKindWords: Record<ContainerKind, string> = {
  bin: 'Bin',
  cage: 'Cage',
  shelf: 'Shelf',
  server: 'Server',
  box: 'Box',
  laptop: 'Laptop',
  pallet: 'Pallet',
};

export const lotKindWords: Record<LotKind, string> = { rma: 'Return lot', vendor: 'Vendor lot', destruction: 'Destruction lot' };

/** One of these facts in one sentence. */
export function containmentSentence(fact: ContainmentFact, opened: Readonly<Record<string, string>>): string {
  const owner = opened['owner'];
  if (fact.type === 'drive.owned' && owner !== undefined) return `It belongs to ${owner}.${noteIn(opened)}`;
  return `${sentence(fact)}${noteIn(opened)}`;
}

function noteIn({ note = '' }: Readonly<Record<string, string>>): string {
  return note === '' ? '' : ` Note: ${note}`;
}

function sentence(fact: ContainmentFact): string {
  switch (fact.type) {
    case 'hold.placed':
      return `Put on hold because of ${holdGroundWords[fact.body.ground]}. Nothing is erased or let go.`;
    case 'drive.owned':
      return 'It was said whose it is.';
    case 'hold.lifted':
      return 'A hold was lifted before a witness.';
    case 'exception.granted': {
      const { way, rule, ground, until_ms: until } = fact.body;
      return `It may go ${waysGone[way]} until ${dayAndClock(until)} although ${exceptionRuleWords[rule]}: ${exceptionGroundWords[ground]}.`;
    }
    case 'exception.revoked':
      return 'An exception was taken back.';
    case 'case.opened':
      return `A case was opened: ${caseKindWords[fact.body.kind]}.`;
    case 'case.closed':
      return `A case was closed: ${caseOutcomeWords[fact.body.outcome]}.`;
    case 'container.made':
      return `${containerKindWords[fact.body.kind]} ${fact.body.name} came into use.`;
    case 'container.bounded':
      return boundsSentence(fact.body);
    case 'item.placed':
      return fact.body.item.startsWith('c1_') ? 'A sealed container was placed in it.' : 'A drive was placed in it.';
    case 'item.removed':
      return fact.body.item.startsWith('c1_') ? 'A container was taken out.' : 'A drive was taken out.';
    case 'container.sealed':
      return `Sealed as ${fact.body.seal} over ${count(fact.body.items, 'item', 'items')}.`;
    case 'container.opened':
      return `Seal ${fact.body.seal} was opened${fact.body.intact ? '' : ', found broken'}. ${count(fact.body.items, 'item', 'items')} counted.`;
    case 'container.handed':
      return `Handed over unopened with ${count(fact.body.items, 'item', 'items')} in it. The receiver read its seal.`;
    case 'container.released':
      return `Left custody ${waysGone[fact.body.way]} with ${count(fact.body.items, 'item', 'items')}.`;
    case 'lot.opened':
      return `${lotKindWords[fact.body.kind]} ${fact.body.name} was opened.`;
    case 'lot.item_added':
      return 'A drive was added to the lot.';
    case 'lot.item_removed':
      return 'A drive was taken out of the lot.';
    case 'lot.closed':
      return `The lot was closed with ${count(fact.body.items, 'drive', 'drives')}.`;
    case 'machine.registered':
    case 'machine.calibrated':
    case 'machine.retired':
      return machineSentence(fact);
    case 'credit.expected':
    case 'credit.received':
    case 'credit.refused':
      return creditSentence(fact);
    case 'fields.recorded':
      return fieldsSentence(fact.body);
    case 'return.decided':
      return decisionSentence(fact.body);
    case 'lot.ruled':
    case 'lot.rma_given':
    case 'lot.packed':
    case 'lot.late_allowed':
      return lotReturnSentence(fact);
    case 'lot.weighed':
      return weighedSentence(fact.body);
    case 'lot.weight_excused':
      return `What came out may stand although it weighs another: ${weightGroundWords[fact.body.ground]}.`;
    case 'lot.answered':
      return answerSentence(fact.body);
    case 'lot.excused':
      return `A drive may stand without an answer: ${excuseWords[fact.body.ground]}.`;
    case 'count.started':
      return 'A count by two people began.';
    case 'count.closed':
      return `Two people counted ${fact.body.first.items} and ${fact.body.second.items}.`;
  }
}

export function containmentMark(fact: ContainmentFact): Mark {
  switch (fact.type) {
    case 'hold.placed':
    case 'exception.granted':
    case 'case.opened':
      return 'stopped';
    case 'container.opened':
      return fact.body.intact ? 'waiting' : 'stopped';
    case 'container.sealed':
    case 'container.handed':
    case 'container.released':
    case 'lot.closed':
      return 'proven';
    case 'lot.answered':
      return fact.body.lacking_count + fact.body.odd === 0 ? 'proven' : 'waiting';
    case 'lot.excused':
    case 'lot.late_allowed':
    case 'lot.weight_excused':
      return 'stopped';
    case 'count.closed':
      return fact.body.missing.length + fact.body.extra.length === 0 ? 'proven' : 'stopped';
    case 'credit.expected':
    case 'credit.received':
    case 'credit.refused':
    case 'fields.recorded':
    case 'return.decided':
    case 'drive.owned':
    case 'hold.lifted':
    case 'exception.revoked':
    case 'case.closed':
    case 'container.made':
    case 'container.bounded':
    case 'item.placed':
    case 'item.removed':
    case 'lot.opened':
    case 'lot.item_added':
    case 'lot.item_removed':
    case 'count.started':
    case 'lot.weighed':
    case 'lot.ruled':
    case 'lot.rma_given':
    case 'lot.packed':
    case 'machine.registered':
    case 'machine.calibrated':
    case 'machine.retired':
      return 'waiting';
  }
}
