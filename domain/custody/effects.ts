import type { AnyFact, Fact } from '../facts/facts.ts';
import { settlesCustody } from '../facts/control.ts';
import { afterFailure } from './failure.ts';
import { applyHoldFact } from './holds.ts';
import { applyCredit, isCreditFact } from '../returns/credit.ts';
import { isAboutDrive, isHoldFact } from './rules.ts';
import { powerAtSight, powerAtVerification } from './stock.ts';
import type { DriveLife, JobStory, Mark, RecheckStory, RecordedFact } from './story.ts';
import { isForDestruction } from '../intake/device-classes.ts';

const kept = 32;
const keptLooks = 8;

/** A life before its first fact. */
export function bornFrom(fact: RecordedFact): DriveLife {
  return {
    subject: fact.subject ?? '',
    facts: 0,
    since: fact.wall,
    rounds: 0,
    jobs: [],
    certificates: [],
    must_be_destroyed: false,
    links: [],
    breaches: [],
    breach_count: 0,
    disputed: false,
    zombie: false,
  };
}

export function markOf(fact: RecordedFact): Mark {
  return fact.actor === undefined ? { hash: fact.hash, wall: fact.wall } : { hash: fact.hash, wall: fact.wall, by: fact.actor };
}

/** What a legal fact makes of a life. */
export function applyFact(life: DriveLife, fact: AnyFact, recorded: RecordedFact): DriveLife {
  if (!isAboutDrive(fact.type)) return life;
  const mark = markOf(recorded);
  if (isHoldFact(fact)) return applyHoldFact(life, fact, mark);
  if (isCreditFact(fact)) return { ...life, credits: applyCredit(life.credits ?? [], fact, mark) };
  switch (fact.type) {
    case 'custody.claimed':
      return applyClaim(life, fact.body, mark);
    case 'custody.offered':
      return { ...life, offer: { ...present(fact.body), mark } };
    case 'custody.withdrawn':
      return without(life, 'offer');
    case 'custody.received':
      return { ...without(life, 'offer', 'came'), holder: fact.body.holder, ...placeOf(fact.body), ...cameOf(fact.body, mark) };
    case 'custody.moved':
      return { ...life, place: fact.body.place };
    case 'custody.quarantined':
      return {
        ...life,
        ...placeOf(fact.body),
        quarantine: { cause: fact.body.cause, bound_for: fact.body.bound_for, mark },
        must_be_destroyed: life.must_be_destroyed || fact.body.cause === 'sanitization_failed',
      };
    case 'custody.readmitted':
      return without(life, 'quarantine');
    case 'custody.override':
      return { ...life, override: { act: fact.body.act, conflicts: fact.body.conflicts, mark } };
    case 'custody.released':
      return inLot({ ...without(life, 'holder', 'place', 'override'), released: { ...present(fact.body), mark } }, fact.body.lot);
    case 'fields.recorded':
      return { ...life, fields: applyFields(life.fields ?? [], fact.body, mark) };
    case 'return.decided':
      return { ...life, return_decision: { ...present(fact.body), mark } };
    case 'custody.destination':
      return life.record === undefined ? life : { ...life, record: { ...life.record, destination: fact.body.destination } };
    case 'drive.seen':
      return { ...powerAtSight(life, fact.body.power, mark), seen: { ...present(fact.body), station: recorded.station, mark } };
    case 'drive.linked':
      return { ...life, links: [...life.links, { ...fact.body, hash: recorded.hash }].slice(-kept) };
    case 'drive.owned':
      return life;
    case 'drive.unlinked':
      return { ...life, links: life.links.filter(({ other }) => other !== fact.body.other) };
    case 'conflict.resolved':
      return applyResolution(life, fact.body);
    case 'drive.destroyed':
      return applyDestruction(life, fact.body, recorded);
    case 'certificate.issued':
      return applyCertificate(life, fact.body, mark);
    case 'certificate.revoked':
      return applyRevocation(life, fact.body, mark);
    case 'erase.cleared':
      return applyClearance(life, fact.body, recorded);
    case 'stamp.started':
      return { ...life, stamp: { job: fact.body.job, certificate: fact.body.certificate, region: fact.body.region, started: mark } };
    case 'stamp.finished':
      return endStamp(life, fact.body, mark);
    case 'recheck.started':
      return withLook(life, { ...fact.body, station: recorded.station, started: mark });
    case 'recheck.finished':
      return endLook(life, fact.body, mark);
    default:
      return applyJobFact(life, fact, mark);
  }
}

function cameOf({ within }: Fact<'custody.received'>, mark: Mark): Pick<DriveLife, 'came'> {
  return within === undefined ? {} : { came: { container: within.container, seal: within.seal, mark } };
}

/** A drive that comes back after reuse starts a new round: nothing proven before speaks for the data it holds now. */
function applyClaim(life: DriveLife, body: Fact<'custody.claimed'>, mark: Mark): DriveLife {
  const { holder, place, ...claim } = body;
  const fresh = without(
    life,
    'released',
    'offer',
    'quarantine',
    'unexplained',
    'exceptions',
    'cases',
    'power',
    'return_decision',
    'fields',
    'stamp',
    'came',
  );
  return {
    ...(life.rounds > 0 ? without(fresh, 'seen') : fresh),
    rounds: life.rounds + 1,
    record: { ...present(claim), claimed: mark },
    holder,
    place,
    jobs: [],
    certificates: [],
    must_be_destroyed: isForDestruction(body.device),
  };
}

function applyDestruction(life: DriveLife, body: Fact<'drive.destroyed'>, recorded: RecordedFact): DriveLife {
  const witness = recorded.witness === undefined ? {} : { witness: recorded.witness };
  const lot = body.lot === undefined ? {} : { lot: body.lot };
  const destroyed = { technique: body.technique, ...placeOf(body), ...lot, ...witness, mark: markOf(recorded) };
  return inLot({ ...without(life, 'holder', 'quarantine', 'override'), destroyed }, body.lot);
}

/** The newest value of each field, in the order in which they came. */
function applyFields(before: NonNullable<DriveLife['fields']>, body: Fact<'fields.recorded'>, mark: Mark): DriveLife['fields'] & object {
  const told = [...body.values, ...body.texts.map((field) => ({ field }))].map((filled) => ({ ...filled, mark }));
  const names = new Set(told.map(({ field }) => field));
  return [...before.filter(({ field }) => !names.has(field)), ...told];
}

/** The drive has left in this lot. */
function inLot(life: DriveLife, lot: string | undefined): DriveLife {
  return lot === undefined ? life : { ...life, lots: [...(life.lots ?? []), lot].slice(-kept) };
}

/** After these the drive may have been anywhere: what was proven of it before speaks for nothing that it holds now. */
const unprovenBy: ReadonlySet<Fact<'conflict.resolved'>['class']> = new Set(['after_end', 'same_drive_two_places']);

/** An officer has decided who has the drive, if anybody. It must be seen in a bay again before anything is done to it. */
function applyResolution(life: DriveLife, body: Fact<'conflict.resolved'>): DriveLife {
  if (!settlesCustody.has(body.class)) return life;
  const settled = { ...without(life, 'offer', 'override', 'seen', 'holder', 'came'), disputed: false };
  if (body.holder === undefined) return settled;
  // It did not leave in that lot after all, which is open again by that much.
  const undone = life.released?.lot ?? life.destroyed?.lot;
  const lots = life.lots?.filter((lot) => lot !== undone);
  const here = without(settled, 'released', 'destroyed', 'exceptions', 'lots');
  const held = { ...here, ...(lots === undefined || lots.length === 0 ? {} : { lots }), holder: body.holder, zombie: false };
  return unprovenBy.has(body.class) ? { ...held, jobs: [], certificates: [] } : held;
}

function applyCertificate(life: DriveLife, body: Fact<'certificate.issued'>, mark: Mark): DriveLife {
  const { certificate, ...rest } = body;
  return { ...life, certificates: [...life.certificates, { id: certificate, ...present(rest), mark }].slice(-kept) };
}

function applyRevocation(life: DriveLife, body: Fact<'certificate.revoked'>, mark: Mark): DriveLife {
  const { certificate, ...rest } = body;
  const certificates = life.certificates.map((issued) =>
    issued.id === certificate ? { ...issued, revoked: { ...present(rest), mark } } : issued,
  );
  return { ...life, certificates };
}

/** One that began before and never ended gives way: only the newest look can come to an end. */
function withLook(life: DriveLife, look: RecheckStory): DriveLife {
  const ended = (life.rechecks ?? []).filter(({ verdict }) => verdict !== undefined);
  return { ...life, rechecks: [...ended, look].slice(-keptLooks) };
}

/** Where nothing was written there is nothing to leave out of a re-check. */
function endStamp(life: DriveLife, { end }: Fact<'stamp.finished'>, ended: Mark): DriveLife {
  if (life.stamp === undefined || end === 'untouched') return without(life, 'stamp');
  return { ...life, stamp: { ...life.stamp, ended, end } };
}

function endLook(life: DriveLife, { verdict, evidence, excluded }: Fact<'recheck.finished'>, ended: Mark): DriveLife {
  const looks = life.rechecks ?? [];
  return {
    ...life,
    rechecks: looks.map((look, at) =>
      at === looks.length - 1
        ? { ...look, ended, verdict, evidence: present(evidence), ...(excluded === undefined ? {} : { excluded }) }
        : look,
    ),
  };
}

function applyClearance(life: DriveLife, body: Fact<'erase.cleared'>, recorded: RecordedFact): DriveLife {
  const story: JobStory = {
    job: body.job,
    phase: 'cleared',
    cleared: markOf(recorded),
    station: recorded.station,
    ...(recorded.witness === undefined ? {} : { witness: recorded.witness }),
    port: body.port,
    serial: body.serial,
    media: life.seen?.identity.media ?? 'unknown',
    order: present(body.order),
    policy: body.policy,
    seed_hash: body.seed_hash,
    ruled_out: body.ruled_out,
    attempt: 0,
  };
  return { ...without(life, 'unexplained', 'override'), jobs: [...life.jobs, story].slice(-kept) };
}

function applyJobFact(life: DriveLife, fact: AnyFact, mark: Mark): DriveLife {
  const job = life.jobs.at(-1);
  if (job === undefined) return life;
  const withJob = (next: JobStory, condemned = false): DriveLife => ({
    ...(fact.type === 'erase.started' ? without(life, 'stamp') : life),
    jobs: [...life.jobs.slice(0, -1), next],
    must_be_destroyed: life.must_be_destroyed || condemned,
  });
  switch (fact.type) {
    case 'erase.started':
      return withJob({
        ...without(job, 'why', 'data', 'detail', 'ended', 'record', 'markers_written', 'markers_confirmed', 'accepted', 'verification'),
        phase: 'sanitizing',
        attempt: fact.body.attempt,
        started: mark,
      });
    case 'erase.marked':
      return withJob({ ...job, markers_written: fact.body.written, markers_confirmed: fact.body.confirmed });
    case 'erase.accepted':
      return withJob({ ...job, accepted: mark });
    case 'erase.resumed':
      return withJob(resumed(job, fact.body.found));
    case 'erase.interrupted':
      return withJob({ ...job, phase: 'interrupted', ended: mark, why: fact.body.why, data: fact.body.data });
    case 'erase.cancelled':
      return withJob({ ...job, phase: 'cancelled', ended: mark, data: fact.body.data });
    case 'erase.finished':
      return withJob({ ...without(job, 'why', 'data', 'detail'), phase: 'finished', ended: mark, record: present(fact.body.record) });
    case 'erase.failed': {
      const failure = without(fact.body, 'job');
      return withJob(
        { ...job, phase: 'failed', ended: mark, ...present(failure) },
        afterFailure(failure.why, failure.data) === 'destruction',
      );
    }
    case 'verify.finished': {
      const found = without(fact.body, 'job', 'power');
      const judged = withJob(
        { ...without(job, 'why', 'data', 'detail'), phase: 'judged', verification: { mark, ...present(found) } },
        found.verdict.kind === 'failed',
      );
      return powerAtVerification(judged, fact.body.power);
    }
    case 'validation.decided':
      return withJob({ ...job, validation: { mark, accepted: fact.body.accepted, statement: fact.body.statement } });
    default:
      return life;
  }
}

/** What the drive answered on return. A record from before the break stands. */
function resumed(job: JobStory, found: Fact<'erase.resumed'>['found']): JobStory {
  switch (found) {
    case 'running':
      return { ...without(job, 'why', 'data', 'ended'), phase: 'sanitizing' };
    case 'erased':
      return { ...without(job, 'why', 'data', 'ended'), phase: job.record === undefined ? 'sanitizing' : 'finished' };
    case 'failed':
    case 'not_running':
      return { ...job, phase: 'interrupted' };
  }
}

function placeOf(body: { readonly place?: string | undefined }): { readonly place?: string } {
  return body.place === undefined ? {} : { place: body.place };
}

type Present<Value> = { [Name in keyof Value]: Exclude<Value[Name], undefined> };

/** The same without members that are undefined, at any depth: canonical JSON has none. */
function present<Value extends object>(value: Value): Present<Value> {
  return strip(value) as Present<Value>; // strip keeps every member that has a value
}

function strip(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(strip);
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, strip(member)]])));
}

function without<Value extends object, Name extends keyof Value>(value: Value, ...names: readonly Name[]): Omit<Value, Name> {
  const rest = { ...value };
  for (const name of names) delete rest[name];
  return rest;
}
