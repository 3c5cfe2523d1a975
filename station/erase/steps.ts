import type { PowerReading } from '../../domain/drive/power.ts';
import type { JobProgress } from '../../contract/views.ts';
import { currentJob, type DriveLife, type JobStory } from '../../domain/custody/life.ts';
import type { DockedBay, Docks } from '../docks/docks.ts';
import type { JobHelper, StationParts } from '../parts.ts';
import { dataLeftAlone, factOfEraseEnd, factOfVerification, type Stopper } from './end-facts.ts';
import { followReports, type ReportEnd } from './follow-reports.ts';
import { type JobMemory, recallJob } from './job-memory.ts';
import { eraseToTheEnd } from './to-the-end.ts';

/**
 * `go_on`: look again at what is due. `wait`: nothing more can be done until something happens. `later`: the drive
 * could not tell, and may be able to in a while.
 */
export type StepAnswer = 'go_on' | 'wait' | 'later';

/** What a step may use. */
export interface Steps {
  readonly parts: StationParts;
  readonly docks: Docks;
  readonly signal: AbortSignal;
  stopper(): Stopper | undefined;
  closing(): boolean;
  progress(progress: JobProgress): void;
  /** The helper of this job, with the drive at this port held for it. */
  helper(port: string): Promise<JobHelper>;
}

/** Guard, mark, erase: everything of one clearance up to the drive's own word; with a PSID, a locked drive is opened and no more. */
export async function eraseStep(subject: string, steps: Steps, psid?: string): Promise<StepAnswer> {
  const job = jobOf(steps, subject);
  const memory = memoryOf(steps, job);
  if (memory === undefined) return 'wait';
  const helper = await steps.helper(memory.clearance.port);
  // Durable before anything is sent to the drive: if we die from here on, the next start asks the drive.
  steps.parts.recorder.record([
    { type: 'erase.started', subject, body: { job: job.job, technique: job.order.technique, attempt: attemptOf(steps, subject) } },
  ]);
  const reports = Promise.resolve(eraseToTheEnd(helper.client, memory.clearance, steps.parts.clock.wallMs(), steps.signal, psid));
  return endErase(subject, job, await follow(reports, subject, job, steps), steps);
}

/** Asks the drive what became of an erase that nobody watched. */
export async function askStep(subject: string, life: DriveLife, job: JobStory, steps: Steps): Promise<StepAnswer> {
  const memory = memoryOf(steps, job);
  if (memory === undefined) return 'wait'; // another station's job
  const docked = steps.docks.find(memory.clearance.serial);
  if (docked === undefined) return leftAlone(subject, job, steps, 'wait');
  const helper = await steps.helper(docked.bay.port);
  const unfinished = { clearance: { ...memory.clearance, port: docked.bay.port }, started_ms: Date.parse(job.started?.wall ?? life.since) };
  const standing = await helper.client.ask(unfinished);
  const { recorder } = steps.parts;
  const resumed = (found: 'running' | 'erased' | 'failed'): void => {
    recorder.record([{ type: 'erase.resumed', subject, body: { job: job.job, found } }]);
  };
  switch (standing.kind) {
    case 'running':
      resumed('running');
      return laterIfWaiting(
        endErase(subject, job, await follow(helper.client.attach(unfinished, { signal: steps.signal }), subject, job, steps), steps),
      );
    case 'erased':
      resumed('erased');
      recorder.record([{ type: 'erase.finished', subject, body: { job: job.job, record: standing.record } }]);
      return 'go_on';
    case 'failed':
      resumed('failed');
      recorder.record([
        {
          type: 'erase.failed',
          subject,
          body: {
            job: job.job,
            why: 'drive_said_failed',
            data: 'unknown',
            detail: standing.record.completion.reading,
            record: standing.record,
          },
        },
      ]);
      return 'go_on';
    case 'not_running':
    case 'wrong_drive':
    case 'absent':
      return leftAlone(subject, job, steps, 'wait');
    case 'unknown':
      return leftAlone(subject, job, steps, 'later');
  }
}

/** Reads the seeded places back and judges what was found. */
export async function verifyStep(subject: string, life: DriveLife, job: JobStory, steps: Steps): Promise<StepAnswer> {
  const memory = memoryOf(steps, job);
  if (memory === undefined || job.record === undefined || life.seen === undefined) return 'wait';
  const docked = steps.docks.find(memory.clearance.serial) ?? steps.docks.at(memory.clearance.port);
  if (docked === undefined || !docked.bay.occupied) return 'wait';
  const helper = await steps.helper(docked.bay.port);
  const order = { clearance: { ...memory.clearance, port: docked.bay.port }, record: job.record, markers: job.markers_written ?? 0 };
  const end = await follow(helper.client.verify(order, { signal: steps.signal }), subject, job, steps);
  if (end.kind !== 'verified' || steps.closing()) return 'later'; // nothing was changed: it is due again
  steps.parts.recorder.record([
    factOfVerification({
      subject,
      job: jobOf(steps, subject),
      record: job.record,
      evidence: end.evidence,
      memory,
      identity: life.seen.identity,
      virtualTimeScale: steps.parts.virtualTimeScale,
      power: powerIn(docked),
    }),
  ]);
  return 'go_on';
}

/** What the drive told of its power when it was switched on where it sits now; a reading from before that counts for nothing. */
function powerIn({ bay, identified }: DockedBay): PowerReading | undefined {
  return identified?.kind === 'identified' && identified.presence === bay.presence ? identified.power : undefined;
}

function endErase(subject: string, job: JobStory, end: ReportEnd, steps: Steps): StepAnswer {
  // On closing, the drive's state is nobody's to tell: the next start asks it.
  if (steps.closing()) return 'wait';
  const proposal = factOfEraseEnd(end, job, subject, steps.stopper());
  steps.parts.recorder.record([proposal]);
  return proposal.type === 'erase.interrupted' ? 'wait' : 'go_on';
}

/** Watching ended, what the drive does may go on: worth asking again. */
function laterIfWaiting(answer: StepAnswer): StepAnswer {
  return answer === 'wait' ? 'later' : answer;
}

/** A job that was running and is not watched any more is interrupted: recorded once. */
function leftAlone(subject: string, job: JobStory, steps: Steps, answer: StepAnswer): StepAnswer {
  if (job.phase === 'sanitizing') {
    steps.parts.recorder.record([
      { type: 'erase.interrupted', subject, body: { job: job.job, why: 'station_died', data: dataLeftAlone(job) } },
    ]);
  }
  return answer;
}

function follow(reports: Parameters<typeof followReports>[0], subject: string, job: JobStory, steps: Steps): Promise<ReportEnd> {
  return followReports(reports, job.order.technique, {
    progress: steps.progress,
    marked: (written, confirmed) => {
      steps.parts.recorder.record([{ type: 'erase.marked', subject, body: { job: job.job, written, confirmed } }]);
    },
    accepted: (command) => {
      if (currentAccepted(steps, subject)) return; // attached again after a cancel: told already
      steps.parts.recorder.record([{ type: 'erase.accepted', subject, body: { job: job.job, command } }]);
    },
    nowMs: () => steps.parts.clock.wallMs(),
  });
}

function memoryOf(steps: Steps, job: JobStory): JobMemory | undefined {
  return recallJob(steps.parts.store, job.job);
}

function currentAccepted(steps: Steps, subject: string): boolean {
  return jobOf(steps, subject).accepted !== undefined;
}

/** Each clearance is one attempt at this drive. */
function attemptOf(steps: Steps, subject: string): number {
  return Math.max(1, steps.parts.store.drives.life(subject)?.jobs.length ?? 0);
}

function jobOf(steps: Steps, subject: string): JobStory {
  const life = steps.parts.store.drives.life(subject);
  const job = life === undefined ? undefined : currentJob(life);
  if (job === undefined) throw new Error(`no job for ${subject}: a step was taken for a drive that was never cleared`);
  return job;
}
