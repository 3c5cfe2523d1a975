import type { DataClass, Destination } from '../custody/words.ts';
import type { Capabilities } from '../drive/capabilities.ts';
import type { DriveIdentity } from '../drive/identity.ts';
import type { Order } from '../erase/clearance.ts';
import type { Method, Technique } from '../erase/technique.ts';
import type { Coverage, IdentityLock } from '../facts/facts.ts';
import type { Policy, PolicyRef } from './policy.ts';

export interface PlanQuestion {
  readonly policy: Policy;
  readonly identity: DriveIdentity;
  readonly capabilities: Capabilities;
  readonly dataClass: DataClass;
  readonly destination: Destination;
  readonly lock: IdentityLock;
}

/** Why a technique was chosen or ruled out. Closed: the renderer has words for each. */
export type RungWhy =
  | 'chosen'
  | 'drive_lacks_it'
  | 'bridge_blocks_it'
  | 'security_frozen'
  | 'sanitize_frozen'
  | 'locked'
  | 'read_only'
  | 'not_this_interface'
  | 'would_leave_areas'
  | 'not_built'
  | 'not_offered'
  | 'not_in_policy'
  | 'below_least_method'
  | 'key_change_not_enough'
  | 'leaves_hidden_areas'
  | 'hidden_areas_unknown'
  | 'lower_in_order'
  | 'identity_lock_shut'
  | 'destruction_demanded'
  | 'sanitize_running';

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

/** What the policy orders for this drive, with the reason beside each technique; or a refusal. Never a lower method. */
export function makePlan(question: PlanQuestion): Plan | PlanRefusal {
  void question;
  return { kind: 'refused', why: 'no_rule', boundFor: 'decision', rungs: [] };
}

/** The plan's ruled-out techniques as `technique:reason`, for the body of `erase.cleared`. */
export function ruledOut(plan: Plan | PlanRefusal): string[] {
  return plan.rungs.filter((rung) => !rung.chosen).map((rung) => `${rung.technique}:${rung.why}`);
}
