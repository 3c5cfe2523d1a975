import type { DataClass, Destination } from '../custody/words.ts';
import type { Capabilities, Offered } from '../drive/capabilities.ts';
import type { DriveIdentity } from '../drive/identity.ts';
import type { Order } from '../erase/clearance.ts';
import { coverageOf, hiddenOf } from '../erase/coverage.ts';
import { judgeDuration } from '../erase/plausible.ts';
import { type Method, methodCovers, opensOnly, technique as techniques, type Technique } from '../erase/technique.ts';
import type { Coverage, IdentityLock } from '../facts/facts.ts';
import { blockOf, type FirmwareList } from './firmware-list.ts';
import { isKeyChange, ladderFor, readBackFor, ruleFor } from './demand.ts';
import { type LadderRung, type Policy, type PolicyRef, policyRefOf, type PolicyRule } from './policy.ts';

export interface PlanQuestion {
  readonly policy: Policy;
  readonly identity: DriveIdentity;
  readonly capabilities: Capabilities;
  readonly dataClass: DataClass;
  readonly destination: Destination;
  readonly lock: IdentityLock;
  /** Of what the registry told; absent where none was heard. */
  readonly firmware?: FirmwareList | undefined;
}

/** Why a technique was chosen or ruled out. Closed: the renderer has words for each. */
export type RungWhy =
  | 'chosen'
  | Extract<Offered, { kind: 'out' }>['why']
  | 'not_offered'
  | 'not_in_policy'
  | 'below_least_method'
  | 'key_change_not_enough'
  | 'leaves_hidden_areas'
  | 'hidden_areas_unknown'
  | 'other_namespaces_unknown'
  | 'no_known_duration'
  | 'firmware_left_data'
  | 'lower_in_order'
  | 'opens_only'
  | 'identity_lock_shut'
  | 'destruction_demanded'
  | 'sanitize_running'
  | 'no_rule';

export interface Rung {
  readonly technique: Technique;
  /** What it would reach on this medium under this policy; absent when the policy does not name it. */
  readonly method?: Method;
  readonly chosen: boolean;
  readonly why: RungWhy;
}

export type PlanRefusalWhy = 'identity_lock_shut' | 'destruction_demanded' | 'least_method_out_of_reach' | 'sanitize_running' | 'no_rule';

export interface Plan {
  readonly kind: 'plan';
  readonly policy: PolicyRef;
  /** Id of the rule that decided. */
  readonly rule: string;
  readonly least: Method;
  readonly order: Order;
  readonly witness: boolean;
  readonly estimateS?: number;
  /** What the chosen technique covers when all goes well. */
  readonly coverage: Coverage;
  readonly standard: string;
  readonly rungs: readonly Rung[];
}

export interface PlanRefusal {
  readonly kind: 'refused';
  readonly why: PlanRefusalWhy;
  readonly boundFor: 'destruction' | 'decision';
  readonly rungs: readonly Rung[];
}

/**
 * What the policy orders for this drive: the first technique of its ladder that the drive offers, that reaches the
 * least method and whose result can be verified. Every other technique stands beside it with its reason. When
 * nothing fits the answer is a refusal, never a lower method.
 *
 * A drive that is locked and can be opened by its PSID gets a plan of two steps: the order is to open it, and what
 * sanitizes it is planned when it is open, under a clearance of its own. The first step claims nothing.
 */
export function makePlan(question: PlanQuestion): Plan | PlanRefusal {
  const { policy, identity, capabilities } = question;
  if (question.lock.verdict !== 'open') return refuseAll(question, 'identity_lock_shut', 'decision');
  if (capabilities.sanitize === 'running') return refuseAll(question, 'sanitize_running', 'decision');
  const rule = ruleFor(policy, identity.media, question.dataClass, question.destination);
  if (rule === undefined) return refuseAll(question, 'no_rule', 'decision');
  if (rule.least === 'destroy') return refuseAll(question, 'destruction_demanded', 'destruction');

  const ladder = ladderFor(policy, identity.media);
  const judged = ladder.map((rung) => ({ rung, why: whyNot(question, rule, rung) }));
  const chosen = judged.find((row) => row.why === undefined)?.rung ?? keyToOthers(capabilities, rule, judged);
  const rungs: Rung[] = judged.map(({ rung, why }) => {
    const { technique, method } = rung;
    if (rung === chosen) return { technique, method, chosen: true, why: 'chosen' };
    return { technique, method, chosen: false, why: why ?? 'lower_in_order' };
  });
  rungs.push(...outsidePolicy(capabilities, ladder));
  if (chosen === undefined) return { kind: 'refused', why: 'least_method_out_of_reach', boundFor: boundFor(rule, rungs), rungs };
  return planFor(question, rule, chosen, rungs);
}

/** The plan's ruled-out techniques as `technique:reason`, for the body of `erase.cleared`. */
export function ruledOut(plan: Plan | PlanRefusal): string[] {
  return plan.rungs.filter((rung) => !rung.chosen).map((rung) => `${rung.technique}:${rung.why}`);
}

function planFor(question: PlanQuestion, rule: PolicyRule, rung: LadderRung, rungs: readonly Rung[]): Plan {
  const { policy, identity, capabilities } = question;
  const estimateS = estimateOf(capabilities, rung.technique);
  return {
    kind: 'plan',
    policy: policyRefOf(policy),
    rule: rule.id,
    least: rule.least,
    order: {
      technique: rung.technique,
      method: rung.method,
      passes: rung.passes ?? 1,
      pattern: rung.pattern ?? 'zero',
      read_back: readBackFor(policy, identity.media),
    },
    witness: rule.witness,
    ...(estimateS === undefined ? {} : { estimateS }),
    coverage: coverageOf(rung.technique, identity, capabilities, 0),
    standard: policy.standard,
    rungs,
  };
}

/** The rung that opens a locked drive, when one that would do is out for the lock alone. Undefined when nothing would be won. */
function keyToOthers(
  capabilities: Capabilities,
  rule: PolicyRule,
  judged: readonly { readonly rung: LadderRung; readonly why: RungWhy | undefined }[],
): LadderRung | undefined {
  const would = judged.some(
    ({ rung, why }) => why === 'locked' && methodCovers(rung.method, rule.least) && (!isKeyChange(rung.technique) || rule.key_change_alone),
  );
  if (!would) return undefined;
  return judged.find(({ rung }) => {
    const offer = capabilities.techniques.find((known) => known.technique === rung.technique);
    return opensOnly(rung.technique) && offer?.kind === 'offered' && methodCovers(rung.method, rule.least);
  })?.rung;
}

/** Why a technique of the ladder cannot be used here; undefined when it can. */
function whyNot(question: PlanQuestion, rule: PolicyRule, rung: LadderRung): RungWhy | undefined {
  const { identity, capabilities } = question;
  const offer = capabilities.techniques.find((known) => known.technique === rung.technique);
  if (offer === undefined) return 'not_offered';
  if (offer.kind === 'out') return offer.why;
  if (opensOnly(rung.technique)) return 'opens_only';
  if (blockOf(question.firmware, identity, rung.technique) !== undefined) return 'firmware_left_data';
  if (!methodCovers(rung.method, rule.least)) return 'below_least_method';
  if (isKeyChange(rung.technique) && !rule.key_change_alone) return 'key_change_not_enough';
  return whyNotWhole(rung.technique, identity, capabilities) ?? whyNotProvable(rung, identity, capabilities);
}

/** A technique that leaves an area, or may leave one, could never be verified: said before the drive is touched. */
function whyNotWhole(technique: Technique, identity: DriveIdentity, capabilities: Capabilities): RungWhy | undefined {
  const coverage = coverageOf(technique, identity, capabilities, 0);
  // The helper gives a liftable area back first and stops there: the drive is then planned again at its whole size.
  if (capabilities.liftable === true && hiddenOf(identity, capabilities) === 'present') return undefined;
  if (coverage.hidden_areas === 'not_addressed') return 'leaves_hidden_areas';
  if (coverage.hidden_areas === 'unknown')
    return hiddenOf(identity, capabilities) === 'present' ? 'leaves_hidden_areas' : 'hidden_areas_unknown';
  if (coverage.other_namespaces === 'not_addressed') return 'would_leave_areas';
  if (coverage.other_namespaces === 'unknown') return 'other_namespaces_unknown';
  return undefined;
}

function whyNotProvable(rung: LadderRung, identity: DriveIdentity, capabilities: Capabilities): RungWhy | undefined {
  const estimateS = estimateOf(capabilities, rung.technique);
  const floor = judgeDuration({
    technique: rung.technique,
    media: identity.media,
    interface: identity.interface,
    capacityBytes: identity.capacity_bytes,
    durationMs: 0,
    passes: rung.passes ?? 1,
    ...(estimateS === undefined ? {} : { estimateS }),
  });
  return floor.reason === 'no_known_floor' ? 'no_known_duration' : undefined;
}

function estimateOf(capabilities: Capabilities, technique: Technique): number | undefined {
  const offer = capabilities.techniques.find((known) => known.technique === technique);
  return offer?.kind === 'offered' ? offer.estimate_s : undefined;
}

/** Techniques that the policy does not name for this medium, for the record. */
function outsidePolicy(capabilities: Capabilities, ladder: readonly LadderRung[]): readonly Rung[] {
  const named = new Set(ladder.map((rung) => rung.technique));
  return techniques.options
    .filter((technique) => technique !== 'destroy' && !named.has(technique))
    .map((technique) => {
      const offer = capabilities.techniques.find((known) => known.technique === technique);
      return { technique, chosen: false, why: offer?.kind === 'out' ? offer.why : 'not_in_policy' };
    });
}

/** Reasons that another dock, a power cycle or a person can take away. */
const fixable: ReadonlySet<RungWhy> = new Set<RungWhy>([
  'bridge_blocks_it',
  'security_frozen',
  'sanitize_frozen',
  'locked',
  'password_tries_spent',
  'would_leave_areas',
  'not_built',
  'leaves_hidden_areas',
  'hidden_areas_unknown',
  'other_namespaces_unknown',
  'no_known_duration',
]);

/** Destruction unless a technique that would do is out for a reason that somebody can take away. */
function boundFor(rule: PolicyRule, rungs: readonly Rung[]): PlanRefusal['boundFor'] {
  const hope = rungs.some((rung) => rung.method !== undefined && methodCovers(rung.method, rule.least) && fixable.has(rung.why));
  return hope ? 'decision' : 'destruction';
}

function refuseAll(
  question: PlanQuestion,
  why: Exclude<PlanRefusalWhy, 'least_method_out_of_reach'>,
  bound: PlanRefusal['boundFor'],
): PlanRefusal {
  const ladder = ladderFor(question.policy, question.identity.media);
  const rungs = ladder.map(({ technique, method }): Rung => ({ technique, method, chosen: false, why }));
  return { kind: 'refused', why, boundFor: bound, rungs: [...rungs, ...outsidePolicy(question.capabilities, ladder)] };
}
