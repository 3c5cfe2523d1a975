import type { DriveView, LifeLine, PlanView, Safety } from '../../contract/views.ts';
import type { StoredFact } from '../../contract/ports.ts';
import { cameInDoubt } from '../../domain/containers/whole.ts';
import { currentJob, type DriveLife, type JobStory, stateOf } from '../../domain/custody/life.ts';
import { opensOnly } from '../../domain/erase/technique.ts';
import { destroyTechniquesFor } from '../../domain/policy/demand.ts';
import { type Plan, type PlanRefusal } from '../../domain/policy/plan.ts';
import { planFor } from '../erase/plan.ts';
import { fieldLines } from '../custody/fields.ts';
import { creditLines } from '../custody/credits.ts';
import { returnPart } from '../custody/return-decision.ts';
import { aroundIn } from '../custody/around-in.ts';
import { contestAt } from '../custody/contest.ts';
import type { Room } from '../room.ts';
import { aroundDrive } from './around.ts';
import { contestPart, wayUnder } from './contest-part.ts';
import { dockPart } from './dock-part.ts';
import { limitPart } from './limit-part.ts';
import { recheckPart } from './recheck-part.ts';
import { stampPart } from './stamp-part.ts';
import { stockPart } from './stock-part.ts';
import { needOf } from './needs.ts';
import { waysHere } from './ways-here.ts';

/** Everything that is known of one drive, as the window draws it. Undefined when there is no such drive. */
export function driveView(room: Room, subject: string): DriveView | undefined {
  const { parts, docks, jobs } = room;
  const life = parts.store.drives.life(subject);
  if (life?.record === undefined) return undefined;
  const facts = parts.store.shelf.storyOf(subject);
  const docked = docks.find(life.seen?.identity.serial ?? life.record.serial);
  const plan = planFor(parts, life, docked);
  const need = needOf(life, aroundDrive(room, life, docked, plan));
  const progress = jobs.progress(subject);
  const job = currentJob(life);
  const contest = contestAt(parts, subject);
  const nowMs = parts.clock.wallMs();
  return {
    subject,
    serial: life.record.serial,
    state: stateOf(life),
    record: { ...recordOf(life), ...openedOf(facts, 'custody.claimed', ['host', 'slot', 'ticket', 'owner', 'note']) },
    label: life.record.label,
    ...(life.record.model === undefined && life.seen === undefined ? {} : { model: life.seen?.identity.model ?? life.record.model }),
    ...(life.seen === undefined ? {} : { identity: life.seen.identity, lock: life.seen.lock, media: life.seen.identity.media }),
    ...(life.holder === undefined ? {} : { holder: nameOf(room, life.holder) }),
    ...(life.place === undefined ? {} : { place: life.place }),
    ...offerPart(room, life),
    ...camePart(room, life),
    ...(life.quarantine === undefined ? {} : { quarantine: { cause: life.quarantine.cause, bound_for: life.quarantine.bound_for } }),
    ...(docked === undefined ? {} : { port: docked.bay.port }),
    ...dockPart(docked),
    ...(progress === undefined ? {} : { progress }),
    ...(plan === undefined ? {} : { plan: planView(plan) }),
    ...(job === undefined ? {} : jobPart(room, job)),
    ...certificatePart(life, facts),
    ...contestPart(life, contest, (person) => nameOf(room, person)),
    ways_out: waysHere(parts, life, nowMs).map((way) => wayUnder(contest, life, way)),
    destroy_by: [...destroyTechniquesFor(parts.policy(), life.record?.data_class ?? 'unknown')],
    ...(need === undefined ? {} : { next: need }),
    ...limitPart(parts, life),
    ...stockPart(life),
    ...recheckPart(parts, life, (person) => nameOf(room, person)),
    ...stampPart(parts, life, docked, { idle: !jobs.isRunning(subject) && !contest.contested, nameOf: (person) => nameOf(room, person) }),
    ...returnPart(life, nowMs),
    ...creditLines(life),
    ...fieldLines(parts, life, facts),
    life: facts.map((stored) => lifeLine(room, stored)),
  };
}

function offerPart(room: Room, { offer }: DriveLife): Pick<DriveView, 'offered_to' | 'offered_since_ms' | 'offered_within'> {
  if (offer === undefined) return {};
  const offered = { offered_to: nameOf(room, offer.to), offered_since_ms: Date.parse(offer.mark.wall) };
  if (offer.within === undefined) return offered;
  return { ...offered, offered_within: containerNamed(room, offer.within.container) };
}

function camePart(room: Room, life: DriveLife): Pick<DriveView, 'came_in_doubt'> {
  const container = cameInDoubt(life, aroundIn(room.parts.store));
  return container === undefined ? {} : { came_in_doubt: containerNamed(room, container) };
}

function containerNamed({ parts }: Room, container: string): { readonly container: string; readonly name: string } {
  return { container, name: parts.store.containers.life(container)?.what?.name ?? container };
}

function recordOf(life: DriveLife): Pick<DriveView['record'], 'serial' | 'reason' | 'data_class' | 'destination' | 'model' | 'device'> {
  const record = life.record;
  if (record === undefined) throw new Error('a drive without a record has no view');
  return {
    serial: record.serial,
    reason: record.reason,
    data_class: record.data_class,
    destination: record.destination,
    ...(record.model === undefined ? {} : { model: record.model }),
    ...(record.device === undefined ? {} : { device: record.device }),
  };
}

function jobPart(room: Room, job: JobStory): Pick<DriveView, 'erase' | 'verdict' | 'coverage' | 'validation'> {
  const ended = job.phase === 'judged' ? 'finished' : job.phase === 'cleared' || job.phase === 'sanitizing' ? 'running' : job.phase;
  return {
    erase: {
      job: job.job,
      technique: job.order.technique,
      attempt: job.attempt,
      ended,
      ...(job.verification?.method === undefined ? {} : { method: job.verification.method }),
      ...(job.why === undefined ? {} : { why: job.why }),
      ...(job.data === undefined ? {} : { data: job.data }),
      ...(job.record === undefined
        ? {}
        : { completion: job.record.completion.source, reading: job.record.completion.reading, duration_ms: job.record.duration_ms }),
    },
    ...(job.verification === undefined ? {} : { verdict: job.verification.verdict, coverage: job.verification.coverage }),
    ...(job.validation === undefined
      ? {}
      : { validation: { accepted: job.validation.accepted, by: nameOf(room, job.validation.mark.by ?? '') } }),
  };
}

function certificatePart(life: DriveLife, facts: readonly StoredFact[]): Pick<DriveView, 'certificate'> {
  const newest = life.certificates.at(-1);
  if (newest === undefined) return {};
  const safety: Safety = facts.find((stored) => stored.fact.hash === newest.mark.hash)?.safety ?? 'here';
  const { revoked } = newest;
  return {
    certificate: {
      id: newest.id,
      outcome: newest.outcome,
      issued_ms: Date.parse(newest.mark.wall),
      safety,
      ...(revoked === undefined
        ? {}
        : {
            revoked: {
              reason: revoked.reason,
              at_ms: Date.parse(revoked.mark.wall),
              ...(revoked.superseded_by === undefined ? {} : { superseded_by: revoked.superseded_by }),
            },
          }),
    },
  };
}

/** A plan as the window draws it. */
export function planView(plan: Plan | PlanRefusal): PlanView {
  const rungs = plan.rungs.map((rung) => ({ ...rung }));
  if (plan.kind === 'refused') return { kind: 'refused', why: plan.why, bound_for: plan.boundFor, rungs };
  return {
    kind: 'plan',
    technique: plan.order.technique,
    ...(opensOnly(plan.order.technique) ? { opens: true as const } : {}),
    method: plan.order.method,
    passes: plan.order.passes,
    read_back: plan.order.read_back.kind,
    witness: plan.witness,
    ...(plan.estimateS === undefined ? {} : { estimate_s: plan.estimateS }),
    standard: plan.standard,
    policy: `${plan.policy.id} v${plan.policy.version}`,
    rungs,
  };
}

function lifeLine(room: Room, stored: StoredFact): LifeLine {
  const { fact } = stored;
  const opened: Record<string, string> = {};
  for (const { field, value } of stored.opened) opened[field] = typeof value === 'string' ? value : JSON.stringify(value);
  const body = fact.body as Readonly<Record<string, unknown>>; // every event body is a JSON object (registry protocol, section 1)
  const place = typeof body['place'] === 'string' ? body['place'] : undefined;
  return {
    hash: fact.hash,
    type: fact.type,
    at_ms: Date.parse(fact.wall),
    ...(fact.actor === undefined ? {} : { actor: nameOf(room, fact.actor) }),
    ...(fact.witness === undefined ? {} : { witness: nameOf(room, fact.witness) }),
    ...(place === undefined ? {} : { place }),
    body,
    opened,
    safety: stored.safety,
    ...(stored.logIndex === undefined ? {} : { log_index: stored.logIndex }),
    seq: fact.seq,
  };
}

function nameOf(room: Room, id: string): string {
  const name = room.parts.store.people.byId(id)?.name;
  return name === undefined || name === '' ? id : name;
}

function openedOf(facts: readonly StoredFact[], type: string, fields: readonly string[]): Record<string, string> {
  const claimed = facts.findLast((stored) => stored.fact.type === type);
  const opened: Record<string, string> = {};
  for (const { field, value } of claimed?.opened ?? []) if (fields.includes(field) && typeof value === 'string') opened[field] = value;
  return opened;
}
