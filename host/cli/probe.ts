import { text } from 'node:stream/consumers';
import type { Identified } from '../../contract/helper.ts';
import type { Probed } from '../../hardware/docks/host/probe.ts';
import { makePlan, type Plan, type PlanRefusal } from '../../domain/policy/plan.ts';
import { defaultPolicy } from '../../domain/policy/policies.ts';
import type { IdentityLock } from '../../domain/facts/facts.ts';
import { startProbe } from '../machine/helpers.ts';

/** A probe with what the policy would order if label, drive and record agreed and nothing is known of the data. */
export interface ProbeReport extends Probed {
  readonly plan?: Plan | PlanRefusal;
}

/** Everything about one drive, by a drive helper of its own; nothing is written. Throws when the helper gives no answer. */
export async function probe(what: string): Promise<ProbeReport> {
  const child = startProbe(what);
  if (child.stdout === null) throw new Error('the drive helper has no output');
  const said = await text(child.stdout);
  if (said === '') throw new Error(`The drive helper could not look at ${what}; its reason stands above. Nothing was changed.`);
  // Our own helper of this very build wrote it.
  const probed = JSON.parse(said) as Probed;
  return probed.identified?.kind === 'identified' ? { ...probed, plan: planFor(probed.identified) } : probed;
}

/** What the default policy would order for a drive if label, drive and record agreed and nothing is known of the data. */
export function planFor({ identity, capabilities }: Extract<Identified, { kind: 'identified' }>): Plan | PlanRefusal {
  const lock: IdentityLock = { verdict: 'open', findings: [] };
  return makePlan({ policy: defaultPolicy, identity, capabilities, dataClass: 'unknown', destination: 'undecided', lock });
}

/** A probe as lines for a person. */
export function probeLines(report: ProbeReport): readonly string[] {
  const lines = report.steps.map(({ step, ok, detail }) => `${ok ? 'yes' : 'NO '}  ${step.padEnd(6)} ${detail}`);
  if (report.identified?.kind === 'identified') lines.push(...identityLines(report.identified));
  if (report.plan !== undefined) lines.push(...planLines(report.plan));
  if (report.wire.length > 0)
    lines.push('commands sent, all of them reading:', ...report.wire.map(({ command, bytes, end }) => `  ${command}  ${bytes}  ${end}`));
  lines.push('Nothing was written.');
  return lines;
}

function identityLines({
  identity,
  capabilities,
  bridge_serial,
}: Extract<Probed['identified'], { kind: 'identified' }>): readonly string[] {
  const { hidden } = capabilities;
  return [
    `interface ${identity.interface}, medium ${identity.media}, firmware ${identity.firmware || 'not told'}, WWN ${identity.wwn ?? 'not told'}`,
    `${identity.capacity_bytes} bytes in blocks of ${identity.block_bytes}, native ${identity.native_bytes ?? 'unknown'}`,
    ...(bridge_serial === undefined ? [] : [`the dock's own serial is ${bridge_serial}; it is not the drive's`]),
    `hidden areas: HPA ${hidden.hpa}, DCO ${hidden.dco}, AMA ${hidden.ama}; security ${capabilities.security}; sanitize ${capabilities.sanitize}`,
    'techniques:',
    ...capabilities.techniques.map((offer) =>
      offer.kind === 'offered'
        ? `  ${offer.technique}: offered${offer.estimate_s === undefined ? '' : `, about ${offer.estimate_s} s`}`
        : `  ${offer.technique}: out, ${offer.why}`,
    ),
  ];
}

function planLines(plan: Plan | PlanRefusal): readonly string[] {
  const head =
    plan.kind === 'plan'
      ? `policy ${plan.policy.id} would order ${plan.order.technique} (${plan.order.method}), for data of unknown class that leaves our control`
      : `policy would refuse: ${plan.why}; bound for ${plan.boundFor}`;
  return [head, ...plan.rungs.filter(({ chosen }) => !chosen).map(({ technique, why }) => `  not ${technique}: ${why}`)];
}
