import { lotStanding } from '../../../../domain/containers/around.ts';
import type { ContainerLife } from '../../../../domain/containers/life.ts';
import type { DriveLife, JobStory, RecordedFact } from '../../../../domain/custody/life.ts';
import { rolesOf } from '../story.ts';
import type { Surface } from './surfaces.ts';

/*
 * What leaving means, said without the gate: from the life just before, and from holds, exceptions and cases as this file
 * counts them itself.
 */

const dayMs = 86_400_000;

interface Granted {
  readonly hash: string;
  readonly rule: string;
  readonly way: string;
  readonly untilMs: number;
  readonly by: string;
  readonly exception: string;
}

interface Known {
  readonly holds: Set<string>;
  readonly cases: Set<string>;
  granted: Granted[];
}

export interface Oracle {
  /** Once for each fact that was written, with the lives before and after it. @returns what is wrong */
  judge(fact: RecordedFact, before: DriveLife | undefined, surface: Surface): readonly string[];
  /** Drives whose leaving is what it should be, by its ground; and lots and boxes. */
  readonly gone: Map<string, number>;
  lastContactMs: number | undefined;
}

export function createOracle(): Oracle {
  const drives = new Map<string, Known>();
  const outIn = new Map<string, Set<string>>();
  const knownOf = (subject: string): Known => {
    const known = drives.get(subject) ?? { holds: new Set(), cases: new Set(), granted: [] };
    drives.set(subject, known);
    return known;
  };
  const gone = new Map<string, number>();
  const count = (what: string): void => void gone.set(what, (gone.get(what) ?? 0) + 1);
  const oracle: Oracle = {
    gone,
    lastContactMs: undefined,
    judge(fact, before, surface) {
      const subject = fact.subject ?? '';
      if (subject.startsWith('c1_')) return containerFaults(fact, surface.container(subject), surface, outIn, count);
      const after = surface.drive(subject);
      const known = knownOf(subject);
      const faults: string[] = [];
      const wentOut =
        after?.released?.mark.hash === fact.hash ? 'released' : after?.destroyed?.mark.hash === fact.hash ? 'destroyed' : undefined;
      if (wentOut !== undefined && before !== undefined) {
        faults.push(...outFaults(fact, before, known, surface, oracle));
        if (wentOut === 'released') faults.push(...groundFaults(fact, before, known, count));
        else count('destroyed');
        const lot = bodyOf(fact)['lot'];
        if (typeof lot === 'string') outIn.set(lot, (outIn.get(lot) ?? new Set()).add(subject));
      }
      if (erases(fact, before, after) && known.holds.size > 0) faults.push('erased on hold');
      if (before?.record !== undefined) track(fact, before, after, known, surface.isAsked);
      return faults;
    },
  };
  return oracle;
}

function bodyOf(fact: RecordedFact): Readonly<Record<string, unknown>> {
  return fact.body as Readonly<Record<string, unknown>>; // every body is an object
}

/** What must hold of every way out. */
function outFaults(fact: RecordedFact, before: DriveLife, known: Known, surface: Surface, oracle: Oracle): readonly string[] {
  const released = fact.type === 'custody.released';
  const act = released ? 'release' : 'destroy';
  const job = before.jobs.at(-1);
  const nowMs = Date.parse(fact.wall);
  const roles = rolesOf[fact.actor ?? ''] ?? [];
  return [
    [before.disputed && before.override?.act !== act, 'left in dispute'],
    [before.released !== undefined || before.destroyed !== undefined, 'left twice'],
    [known.holds.size > 0, 'left on hold'],
    [known.cases.size > 0, 'left while missing'],
    [before.quarantine?.cause === 'legal_hold', 'left in the quarantine of a legal hold'],
    [released && before.quarantine !== undefined, 'released from quarantine'],
    [released && before.must_be_destroyed, 'released and not destroyed'],
    [job?.phase === 'cleared' || job?.phase === 'sanitizing', 'left while it was being erased'],
    [before.offer !== undefined, 'left in limbo'],
    [before.holder !== fact.actor, 'let go by somebody who did not hold it'],
    [!released && (fact.witness === undefined || fact.witness === fact.actor), 'destroyed without a witness'],
    [released && before.record?.destination !== bodyOf(fact)['way'], 'left another way than it was to go'],
    [surface.isAsked && released && !roles.includes('custodian') && !roles.includes('supervisor'), 'released without the role'],
    [surface.isAsked && (oracle.lastContactMs === undefined || nowMs - oracle.lastContactMs > 3 * dayMs), 'left by an old list of holds'],
  ].flatMap(([wrong, says]) => (wrong === true ? [String(says)] : []));
}

function groundFaults(fact: RecordedFact, before: DriveLife, known: Known, count: (what: string) => void): readonly string[] {
  const { exception, certificate, proof, way } = bodyOf(fact);
  if (exception === undefined) {
    const fault = proofFault(before, String(way), certificate, proof);
    if (fault === undefined) count('released on proof');
    return fault === undefined ? [] : [`released without proof: ${fault}`];
  }
  const granted = known.granted.find(({ hash }) => hash === exception);
  if (granted === undefined) return ['released on an exception that nobody granted'];
  count('released on an exception');
  return [
    [certificate !== undefined || proof !== undefined, 'released on two grounds'],
    [granted.way !== way, 'an exception for another way'],
    [Date.parse(fact.wall) >= granted.untilMs, 'an exception that had ended'],
    [granted.by === fact.actor, 'an exception used by its approver'],
    [before.seen?.lock.verdict === 'shut', 'an exception for a drive that is another one'],
    [granted.rule !== lack(before, String(way)), `an exception for ${granted.rule}, but it was ${lack(before, String(way))}`],
  ].flatMap(([wrong, says]) => (wrong === true ? [String(says)] : []));
}

export function touched(life: DriveLife): JobStory | undefined {
  return life.jobs.findLast((job) => job.started !== undefined && job.data !== 'untouched');
}

/** The first thing that a proof lacks, in the order in which an erase goes on. */
export function lack(life: DriveLife, way: string): string | undefined {
  const job = touched(life);
  if (life.unexplained !== undefined) return 'unexplained_erase';
  if (job === undefined) return 'no_job';
  if (job.phase !== 'judged' && job.phase !== 'finished') return 'not_completed';
  if (job.verification?.verdict.kind !== 'verified') return 'not_verified';
  if (job.validation === undefined) return 'not_validated';
  if (!job.validation.accepted || job.validation.mark.by === job.cleared.by) return 'rejected';
  const isLow = life.record?.data_class === 'internal' && way === 'reuse';
  if (job.verification.method !== 'purge' && !isLow) return 'method_below_demand';
  const issued = life.certificates.some((each) => each.job === job.job && each.outcome === 'sanitized' && each.revoked === undefined);
  return issued ? undefined : 'not_certified';
}

function proofFault(life: DriveLife, way: string, certificate: unknown, proof: unknown): string | undefined {
  const missing = lack(life, way);
  if (missing !== undefined) return missing;
  if (life.seen?.lock.verdict !== 'open') return 'identity lock shut';
  const named = life.certificates.find(({ id }) => id === certificate);
  if (named === undefined || named.mark.hash !== proof) return 'another certificate';
  if (named.revoked !== undefined) return 'a certificate that was taken back';
  return named.job === touched(life)?.job && named.outcome === 'sanitized' ? undefined : 'the certificate of another erase';
}

function erases(fact: RecordedFact, before: DriveLife | undefined, after: DriveLife | undefined): boolean {
  if (fact.type === 'erase.cleared') return (after?.jobs.length ?? 0) > (before?.jobs.length ?? 0);
  return fact.type === 'erase.started' && after?.jobs.at(-1)?.started?.hash === fact.hash;
}

/** Holds, cases and exceptions, each by the least that makes it one. */
function track(fact: RecordedFact, before: DriveLife, after: DriveLife | undefined, known: Known, withRoles: boolean): void {
  const { actor, witness } = fact;
  const body = bodyOf(fact);
  const isBoss = actor !== undefined && (!withRoles || rolesOf[actor]?.includes('supervisor') === true);
  const isWitness = witness !== undefined && witness !== actor && (!withRoles || rolesOf[witness]?.includes('witness') === true);
  const ended = before.released !== undefined || before.destroyed !== undefined;
  const nowMs = Date.parse(fact.wall);
  if (fact.type === 'hold.placed' && actor !== undefined) known.holds.add(String(body['hold']));
  if (fact.type === 'hold.lifted' && isBoss && isWitness) known.holds.delete(String(body['hold']));
  if (fact.type === 'case.opened' && known.cases.size === 0) known.cases.add(String(body['case']));
  if (fact.type === 'case.closed' && isBoss) known.cases.delete(String(body['case']));
  if (fact.type === 'exception.granted' && isBoss && !ended && !before.must_be_destroyed) {
    const untilMs = Number(body['until_ms']);
    if (untilMs > nowMs && untilMs <= nowMs + 30 * dayMs)
      known.granted.push({
        hash: fact.hash,
        rule: String(body['rule']),
        way: String(body['way']),
        untilMs,
        by: actor ?? '',
        exception: String(body['exception']),
      });
  }
  if (fact.type === 'exception.revoked' && actor !== undefined)
    known.granted = known.granted.filter(({ exception }) => exception !== body['exception']);
  const isNewRound = after !== undefined && after.rounds > before.rounds;
  if (isNewRound) known.cases.clear();
  if (isNewRound || (fact.type === 'conflict.resolved' && after?.disputed === false && body['holder'] !== undefined)) known.granted = [];
}

function containerFaults(
  fact: RecordedFact,
  life: ContainerLife | undefined,
  surface: Surface,
  outIn: ReadonlyMap<string, ReadonlySet<string>>,
  count: (what: string) => void,
): readonly string[] {
  if (life === undefined) return [];
  if (fact.type === 'lot.closed' && life.closed?.hash === fact.hash) {
    if (!surface.isAsked && lotStanding(life, surface) !== 'closed') return [];
    const unproven = life.items.filter(({ item }) => outIn.get(life.subject)?.has(item) !== true);
    if (unproven.length > 0) return [`a lot closed with ${unproven.length} drives that had not left`];
    count('lots closed');
  }
  if (fact.type === 'container.released' && life.released?.mark.hash === fact.hash && surface.isAsked) {
    const { way } = bodyOf(fact);
    const isOut = (drive: DriveLife | undefined): boolean =>
      way === 'destruction' ? drive?.destroyed !== undefined : drive?.destroyed === undefined && drive?.released?.way === way;
    if (!life.items.every(({ item }) => isOut(surface.drive(item)))) return ['a container left with a drive that had not'];
    count('containers released');
  }
  return [];
}
