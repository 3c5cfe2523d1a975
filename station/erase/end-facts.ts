import type { PowerReading } from '../../domain/drive/power.ts';
import type { JobStory } from '../../domain/custody/life.ts';
import { coverageOf } from '../../domain/erase/coverage.ts';
import type { DataState, EraseFailure, EraseRecord, ReadBackEvidence } from '../../domain/erase/evidence.ts';
import { judgeErase } from '../../domain/erase/judge.ts';
import { judgeDuration } from '../../domain/erase/plausible.ts';
import { opensOnly, runsInDrive } from '../../domain/erase/technique.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import type { Proposal } from '../parts.ts';
import type { ReportEnd } from './follow-reports.ts';
import type { JobMemory } from './job-memory.ts';

/** Who stopped a job, when somebody did. */
export interface Stopper {
  readonly actor: string;
  readonly note: string | undefined;
}

/**
 * Ends that are not the last word: the drive may come back and tell. Everything else that stopped after the
 * drive was touched is a failed sanitization.
 */
const mayReturn: ReadonlySet<EraseFailure> = new Set(['drive_gone', 'helper_died', 'station_died']);

/** The fact that an erase stream's end comes down to. Pure. */
export function factOfEraseEnd(end: ReportEnd, job: JobStory, subject: string, stopper: Stopper | undefined): Proposal {
  switch (end.kind) {
    case 'erased':
      return { type: 'erase.finished', subject, body: { job: job.job, record: end.record } };
    case 'stopped':
      return factOfStop(end, job, subject, stopper);
    case 'helper_gone':
    case 'verified': // a read-back cannot end an erase; what the drive is doing is then as unknown as with a dead helper
      return { type: 'erase.interrupted', subject, body: { job: job.job, why: 'helper_died', data: dataLeftAlone(job) } };
  }
}

function factOfStop(end: Extract<ReportEnd, { kind: 'stopped' }>, job: JobStory, subject: string, stopper: Stopper | undefined): Proposal {
  if (end.why === 'cancelled') {
    // The command was on its way when somebody cancelled: nothing stops the drive any more, and it will be asked.
    if (stopper === undefined || end.data === 'erasing_in_drive')
      return { type: 'erase.interrupted', subject, body: { job: job.job, why: 'station_died', data: end.data } };
    return {
      type: 'erase.cancelled',
      subject,
      actor: stopper.actor,
      body: { job: job.job, data: end.data },
      ...(stopper.note === undefined ? {} : { sealed: { note: stopper.note } }),
    };
  }
  if (mayReturn.has(end.why)) return { type: 'erase.interrupted', subject, body: { job: job.job, why: end.why, data: end.data } };
  return {
    type: 'erase.failed',
    subject,
    body: {
      job: job.job,
      why: end.why,
      data: end.data,
      detail: end.detail.slice(0, 300),
      ...(end.record === undefined ? {} : { record: end.record }),
    },
  };
}

/** What is true of the data when nobody watches the job any more. */
export function dataLeftAlone(job: JobStory): DataState {
  // A revert that nobody saw the end of has run or not.
  if (opensOnly(job.order.technique)) return 'unknown';
  return runsInDrive(job.order.technique) ? 'erasing_in_drive' : 'partly_erased';
}

/** The judged read-back. Pure: the same evidence gives the same verdict on every machine. */
export function factOfVerification(question: {
  readonly subject: string;
  readonly job: JobStory;
  readonly record: EraseRecord;
  readonly evidence: ReadBackEvidence;
  readonly memory: JobMemory;
  readonly identity: DriveIdentity;
  readonly virtualTimeScale: number;
  /** As the drive told it when it was switched on for this. */
  readonly power?: PowerReading | undefined;
}): Proposal {
  const { job, record, evidence, memory, identity } = question;
  const technique = record.technique;
  const duration = judgeDuration({
    technique,
    media: identity.media,
    interface: identity.interface,
    capacityBytes: identity.capacity_bytes,
    durationMs: record.duration_ms,
    passes: job.order.passes,
    ...(memory.estimate_s === undefined ? {} : { estimateS: memory.estimate_s }),
    ...(memory.virtual ? { timeScale: question.virtualTimeScale } : {}),
  });
  const coverage = coverageOf(technique, identity, memory.capabilities, record.bad_count);
  const verdict = judgeErase({
    technique: job.order.technique,
    record,
    evidence,
    markersConfirmed: job.markers_confirmed ?? 0,
    floorMs: duration.floorMs,
    plausibility: duration.kind,
    coverage,
    readsAfterErase: memory.capabilities.reads_after_erase,
  });
  return {
    type: 'verify.finished',
    subject: question.subject,
    body: {
      job: job.job,
      evidence,
      verdict,
      coverage,
      ...(verdict.kind === 'verified' ? { method: job.order.method } : {}),
      floor_ms: duration.floorMs,
      ...(question.power === undefined ? {} : { power: question.power }),
    },
  };
}
