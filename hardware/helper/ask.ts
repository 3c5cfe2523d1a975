import type { Report, Standing, Unfinished } from '../../contract/helper.ts';
import type { Completion, DataState, EraseRecord } from '../../domain/erase/evidence.ts';
import { runsInDrive, type Technique, usesPassword } from '../../domain/erase/technique.ts';
import { mediumOf } from '../erase/medium.ts';
import type { EraseMethod, RunningErase, Standing as DriveStanding } from '../erase/method.ts';
import { methodOf } from '../erase/methods.ts';
import { readName } from '../identity/name.ts';
import { readIdentity } from '../identity/read-identity.ts';
import { MediumError, type OpenDrive, TransportError } from '../transport/transport.ts';
import { survivingMarkers } from '../verify/markers.ts';
import { type Bench, seedOf } from './erase-job.ts';
import { followErase } from './follow.ts';
import { differs, limitsFor, openBay, stopped, type Stopped, whyOf } from './guard.ts';
import type { Limits } from '../erase/limits.ts';

/** The drive of an unfinished job, open, and still the one by its own name. */
interface Found {
  readonly kind: 'found';
  readonly open: OpenDrive;
  readonly limits: Limits;
}

/** Finds the drive again. Capacity is not compared: a drive that sanitizes may not tell it. */
async function findAgain(bench: Bench, { clearance }: Unfinished): Promise<Found | Stopped> {
  const opened = await openBay(bench.sources, clearance.port, 'unknown');
  if (opened.kind === 'stopped') return opened;
  const { open, bay } = opened;
  const limits = limitsFor(bay);
  const named = await readName(open, limits);
  const wrong =
    named.kind === 'silent'
      ? undefined
      : differs(
          clearance,
          named.kind === 'nvme' ? { ...named.words, ...(clearance.wwn !== undefined && { wwn: clearance.wwn }) } : named.words,
        );
  if (named.kind !== 'silent' && wrong === undefined) return { kind: 'found', open, limits };
  await open.close();
  if (named.kind === 'silent') return stopped(named.why === 'empty' ? 'drive_gone' : 'drive_hung', named.detail, 'unknown');
  return stopped('wrong_drive', wrong ?? 'another drive', 'unknown');
}

/** Reads what the drive is doing about an unfinished job. Changes nothing; reads markers only when the drive says that it is done. */
export async function askStanding(bench: Bench, job: Unfinished): Promise<Standing> {
  const method = methodOf(job.clearance.order.technique);
  const found = await findAgain(bench, job);
  if (found.kind === 'stopped') return standingOf(found);
  try {
    if (method?.stand === undefined) return { kind: 'not_running' };
    return await judgeStanding(bench, job, found, await method.stand(found));
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return error.code === 'gone' ? { kind: 'absent' } : { kind: 'unknown', detail: error.message };
  } finally {
    await found.open.close();
  }
}

function standingOf(end: Stopped): Standing {
  switch (end.why) {
    case 'drive_gone':
      return { kind: 'absent' };
    case 'wrong_drive':
      return { kind: 'wrong_drive' };
    default:
      return { kind: 'unknown', detail: end.detail };
  }
}

/**
 * A drive's "completed" is about our job only when our list says that the command was sent. Where it says
 * sent and not accepted, the markers decide: they were on the medium before, so if one is left the command never arrived.
 */
async function judgeStanding(bench: Bench, job: Unfinished, found: Found, stands: DriveStanding): Promise<Standing> {
  const step = await bench.spent.lastStep(job.clearance.id);
  if (step === undefined || step === 'spent') return { kind: 'not_running' };
  if (await passwordTakenBack(bench, job)) return { kind: 'not_running' };
  switch (stands.kind) {
    case 'running':
      return { kind: 'running', ...(stands.donePpm !== undefined && { done_ppm: stands.donePpm }) };
    case 'not_running':
      return { kind: 'not_running' };
    case 'ended': {
      const record = recordOf(bench, job, stands.completion);
      switch (stands.completion.claim) {
        case 'failed':
          return { kind: 'failed', record };
        case 'unknown':
          return { kind: 'unknown', detail: stands.completion.reading };
        case 'completed':
          if (step === 'accepted') return { kind: 'erased', record };
          return (await markersLeft(job, found)) ? { kind: 'not_running' } : { kind: 'erased', record };
      }
    }
  }
}

/** A password that we took back ourselves is gone without an erase: then the drive's open security shows nothing. */
async function passwordTakenBack(bench: Bench, { clearance }: Unfinished): Promise<boolean> {
  if (!usesPassword(clearance.order.technique)) return false;
  const how = await bench.escrow?.ofJob(clearance.id);
  return how !== 'set' && how !== 'erased';
}

/** Unreadable markers count as left: then nothing shows that our command arrived. */
async function markersLeft(job: Unfinished, found: Found): Promise<boolean> {
  const identified = await readIdentity(found.open, found.limits);
  // A drive that refuses every write never had any: their absence tells nothing.
  if (identified.kind === 'silent' || identified.capabilities.read_only) return true;
  try {
    const { surviving, unreadable } = await survivingMarkers(
      await mediumOf(found.open, identified.identity, found.limits),
      seedOf(job.clearance),
    );
    return surviving + unreadable > 0;
  } catch (error) {
    if (error instanceof MediumError) return true;
    throw error;
  }
}

/** The duration is an upper bound: nobody watched the end. */
function recordOf(bench: Bench, job: Unfinished, completion: Completion): EraseRecord {
  return {
    technique: job.clearance.order.technique,
    completion,
    started_ms: job.started_ms,
    duration_ms: Math.max(0, Math.round(bench.clock.nowMs() - job.started_ms)),
    written_bytes: 0,
    bad: [],
    bad_count: 0,
    command: '',
  };
}

/**
 * Follows an erase that the drive does by itself, from wherever it is, to its end. Sends no destructive command. What a
 * loss of power would end (a format) is followed only when it is seen running; one whose end nobody saw is done again.
 */
export async function* attachTo(bench: Bench, job: Unfinished, signal: AbortSignal): AsyncGenerator<Report, void, void> {
  const { technique } = job.clearance.order;
  const method = methodOf(technique);
  if (method?.stand === undefined || (!runsInDrive(technique) && method.rejoin === undefined))
    return yield stopped('helper_died', 'this erase ends with the program that drives it', 'partly_erased');
  const found = await findAgain(bench, job);
  if (found.kind === 'stopped') return yield { ...found, data: found.why === 'drive_gone' ? leftBehind(technique) : found.data };
  try {
    const first = await judgeStanding(bench, job, found, await method.stand(found));
    if (first.kind === 'not_running') return yield unseenEnd(technique, 'the drive is not erasing, and shows no erase of ours');
    const running = (first.kind === 'running' ? method.rejoin?.(found) : undefined) ?? standingOn(method.stand, found);
    const { limits } = found;
    const { clock } = bench;
    for await (const report of followErase({ running, technique, command: '', startedMs: job.started_ms, limits, clock, signal }))
      yield report.kind === 'stopped' && report.why === 'completion_unknown' && !runsInDrive(technique)
        ? unseenEnd(technique, report.detail)
        : report;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    yield stopped(whyOf(error), error.message, error.code === 'gone' ? leftBehind(technique) : 'unknown');
  } finally {
    await found.open.close();
  }
}

/** Without power a sanitize waits, and a format is over. */
function leftBehind(technique: Technique): DataState {
  return runsInDrive(technique) ? 'erasing_in_drive' : 'partly_erased';
}

/** A sanitize keeps a record of its end, so one without it is a doubt about the drive. A format keeps none: it begins again. */
function unseenEnd(technique: Technique, detail: string): Stopped {
  return runsInDrive(technique) ? stopped('completion_unknown', detail, 'unknown') : stopped('helper_died', detail, 'partly_erased');
}

function standingOn(stand: NonNullable<EraseMethod['stand']>, found: Found): RunningErase {
  return {
    poll: async () => {
      const stands = await stand(found);
      if (stands.kind !== 'not_running') return stands;
      return {
        kind: 'ended',
        completion: { claim: 'unknown', source: 'sanitize_status', raw: '', reading: 'the operation is not shown any more' },
      };
    },
  };
}
