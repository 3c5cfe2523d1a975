import type { DriveLife, JobStory } from '../custody/story.ts';
import { hasTouched } from '../custody/story.ts';
import type { Media } from '../drive/identity.ts';
import type { ReadBack } from '../erase/clearance.ts';
import { type Method, methodCovers, type Technique } from '../erase/technique.ts';
import { isKeyChange, ladderFor, readBackCovers, readBackFor, ruleFor, rungFor } from './demand.ts';
import { policyOf } from './policies.ts';
import type { Policy, PolicyRule } from './policy.ts';

/** Which demand a draft changes for a drive of the past. */
export type ReplayStep = 'method' | 'witness' | 'key_change' | 'read_back' | 'rule';

export interface ReplayChange {
  readonly subject: string;
  readonly step: ReplayStep;
  readonly old: string;
  readonly draft: string;
}

/** A drive whose erase would not have been enough. */
export interface ReplayRework {
  readonly subject: string;
  /** What the draft takes first; `destroy` where no technique of its ladder does. */
  readonly technique: Technique;
  /** Median of the measured times of this technique on this medium. Absent: never measured here. */
  readonly hours?: number;
}

export interface Replay {
  /** Drives with an erase that could be judged again. */
  readonly judged: number;
  /** Drives that were left out, because nothing was erased or the policy that judged them is not known here. */
  readonly skipped: number;
  readonly changes: readonly ReplayChange[];
  readonly rework: readonly ReplayRework[];
  /** Sum of the known hours; `unmeasured` drives are not in it. */
  readonly hours: number;
  readonly unmeasured: number;
}

/**
 * What a draft would have asked of the drives of the past: the newest erase of each, judged by its own policy and by the
 * draft, for the data and destination of its record. It changes nothing: what was judged stays judged by its version.
 */
export function replay(draft: Policy, lives: readonly DriveLife[]): Replay {
  const times = measured(lives);
  const changes: ReplayChange[] = [];
  const rework: ReplayRework[] = [];
  let judged = 0;
  for (const life of lives) {
    const job = life.jobs.findLast((story) => hasTouched(story));
    const policy = job === undefined ? undefined : policyOf(job.policy);
    if (job === undefined || policy === undefined || life.record === undefined) continue;
    judged += 1;
    const { data_class: data, destination } = life.record;
    const rule = ruleFor(draft, job.media, data, destination);
    changes.push(...changed(life.subject, job, [policy, ruleFor(policy, job.media, data, destination)], [draft, rule]));
    if (rule === undefined || isEnough(draft, rule, job)) continue;
    const technique = firstChoice(draft, rule, job.media);
    const hours = times.get(`${job.media} ${technique}`);
    rework.push({ subject: life.subject, technique, ...(hours === undefined ? {} : { hours }) });
  }
  return {
    judged,
    skipped: lives.length - judged,
    changes,
    rework,
    hours: rework.reduce((sum, row) => sum + (row.hours ?? 0), 0),
    unmeasured: rework.filter(({ hours }) => hours === undefined).length,
  };
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

/** Would the erase as it was done have been enough? The same questions as the gate asks. */
function isEnough(policy: Policy, rule: PolicyRule, job: JobStory): boolean {
  const reached: Method | undefined = job.verification?.verdict.kind === 'verified' ? job.verification.method : undefined;
  const rung = rungFor(policy, job.media, job.order.technique);
  if (reached === undefined || rung === undefined) return false;
  if (!methodCovers(rung.method, reached) || !methodCovers(reached, rule.least)) return false;
  if (isKeyChange(job.order.technique) && !rule.key_change_alone) return false;
  return readBackCovers(job.order.read_back, readBackFor(policy, job.media)) && (!rule.witness || job.witness !== undefined);
}

function firstChoice(policy: Policy, rule: PolicyRule, media: Media): Technique {
  if (rule.least === 'destroy') return 'destroy';
  const fit = ladderFor(policy, media).find(
    ({ technique, method }) => methodCovers(method, rule.least) && (rule.key_change_alone || !isKeyChange(technique)),
  );
  return fit?.technique ?? 'destroy';
}

/** Median hours of each technique on each medium, from the records of erases that ended. */
function measured(lives: readonly DriveLife[]): ReadonlyMap<string, number> {
  const spans = new Map<string, number[]>();
  for (const { media, order, record } of lives.flatMap(({ jobs }) => jobs)) {
    if (record === undefined) continue;
    const name = `${media} ${order.technique}`;
    spans.set(name, [...(spans.get(name) ?? []), record.duration_ms]);
  }
  return new Map(
    [...spans].map(([name, all]) => [name, (all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) / 2)] ?? 0) / 3_600_000]),
  );
}

function yes(value: boolean): string {
  return value ? 'yes' : 'no';
}

function amount(back: ReadBack): string {
  return back.kind === 'full' ? 'every byte' : `${back.sections} x ${back.per_section} places of ${back.share_permille} per mille`;
}
