import type { DriveLife, JobStory } from '../custody/story.ts';
import { hasTouched } from '../custody/story.ts';
import type { Media } from '../drive/identity.ts';
import type { ReadBack } from '../erase/clearance.ts';
import { type Method, methodCovers, type Technique } from '../erase/technique.ts';
import { isKeyChange, ladderFor, readBackCovers, readBackFor, ruleFor, rungFor } from './demand.ts';
import { policyOf } from './policies.ts';
import type { Policy, PolicyRef, PolicyRule } from './policy.ts';

/** Which demand a draft changes for a drive of the past. */
export type ReplayStep = 'method' | 'witness' | 'key_change' | 'read_back' | 'rule';

export interface ReplayChange {
  readonly subject: string;
  readonly step: ReplayStep;
  readonly old: string;
  readonly draft: string;
}

/** The first question of the gate that an erase does not answer. */
export type Shortfall = 'not_verified' | 'technique' | 'method' | 'key_change' | 'read_back' | 'witness';

/** A drive whose erase was enough by its own policy and would not have been by the draft. */
export interface ReplayRework {
  readonly subject: string;
  readonly media: Media;
  readonly short: Shortfall;
  /** What the draft takes first; `destroy` where no technique of its ladder does. */
  readonly technique: Technique;
  /** Median of the measured times of this technique on this medium. Absent: never measured here. */
  readonly hours?: number;
}

/** The policy that a fact names; undefined when it is not known here. */
export type KnownPolicy = (ref: PolicyRef) => Policy | undefined;

/** What a draft says of one drive of the past, or why it cannot be asked. */
export type ReplayedLife =
  | { readonly kind: 'untouched' | 'unknown_policy' | 'older' }
  | {
      readonly kind: 'judged';
      readonly changes: readonly ReplayChange[];
      readonly rework?: Omit<ReplayRework, 'hours'>;
      readonly spared: boolean;
    };

/**
 * The newest erase of a drive, judged by its own policy and by the draft, for the data and destination of its record. It
 * changes nothing: what was judged stays judged by its version.
 *
 * @param sinceMs erases that were cleared before are left out, by the claimed time of the clearance
 */
export function replayLife(draft: Policy, life: DriveLife, known: KnownPolicy = policyOf, sinceMs = 0): ReplayedLife {
  const job = life.jobs.findLast((story) => hasTouched(story));
  if (job === undefined || life.record === undefined) return { kind: 'untouched' };
  if (sinceMs > 0 && Date.parse(job.cleared.wall) < sinceMs) return { kind: 'older' };
  const policy = known(job.policy);
  if (policy === undefined) return { kind: 'unknown_policy' };
  const { data_class: data, destination } = life.record;
  const asked: Asked = [policy, ruleFor(policy, job.media, data, destination)];
  const next: Asked = [draft, ruleFor(draft, job.media, data, destination)];
  const before = shortfall(asked, job);
  const after = shortfall(next, job);
  const changes = changed(life.subject, job, asked, next);
  if (next[1] === undefined || before !== undefined || after === undefined)
    return { kind: 'judged', changes, spared: before !== undefined && after === undefined && next[1] !== undefined };
  const technique = firstChoice(draft, next[1], job.media);
  return { kind: 'judged', changes, rework: { subject: life.subject, media: job.media, short: after, technique }, spared: false };
}

type Asked = readonly [Policy, PolicyRule | undefined];

function changed(subject: string, { media }: JobStory, [policy, rule]: Asked, [draft, next]: Asked): ReplayChange[] {
  if (rule === undefined || next === undefined) {
    return rule === next ? [] : [{ subject, step: 'rule', old: rule?.id ?? 'none', draft: next?.id ?? 'none' }];
  }
  const rows: (readonly [ReplayStep, string, string])[] = [
    ['method', rule.least, next.least],
    ['witness', yes(rule.witness), yes(next.witness)],
    ['key_change', yes(rule.key_change_alone), yes(next.key_change_alone)],
    ['read_back', amount(readBackFor(policy, media)), amount(readBackFor(draft, media))],
  ];
  return rows.flatMap(([step, old, now]) => (old === now ? [] : [{ subject, step, old, draft: now }]));
}

/** Why the erase as it was done is not enough; undefined when it is. The same questions as the gate asks. */
function shortfall([policy, rule]: Asked, job: JobStory): Shortfall | undefined {
  const reached: Method | undefined = job.verification?.verdict.kind === 'verified' ? job.verification.method : undefined;
  const rung = rungFor(policy, job.media, job.order.technique);
  if (reached === undefined || rule === undefined) return 'not_verified';
  if (rung === undefined) return 'technique';
  if (!methodCovers(rung.method, reached) || !methodCovers(reached, rule.least)) return 'method';
  if (isKeyChange(job.order.technique) && !rule.key_change_alone) return 'key_change';
  if (!readBackCovers(job.order.read_back, readBackFor(policy, job.media))) return 'read_back';
  return rule.witness && job.witness === undefined ? 'witness' : undefined;
}

function firstChoice(policy: Policy, rule: PolicyRule, media: Media): Technique {
  if (rule.least === 'destroy') return 'destroy';
  const fit = ladderFor(policy, media).find(
    ({ technique, method }) => methodCovers(method, rule.least) && (rule.key_change_alone || !isKeyChange(technique)),
  );
  return fit?.technique ?? 'destroy';
}

function yes(value: boolean): string {
  return value ? 'yes' : 'no';
}

function amount(back: ReadBack): string {
  return back.kind === 'full' ? 'every byte' : `${back.sections} x ${back.per_section} places of ${back.share_permille} per mille`;
}
