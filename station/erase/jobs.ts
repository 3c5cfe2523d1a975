import type { JobProgress } from '../../contract/views.ts';
import { currentJob, type DriveLife, type JobStory } from '../../domain/custody/life.ts';
import type { Docks } from '../docks/docks.ts';
import type { JobHelper, Proposal, StationParts } from '../parts.ts';
import { dueStep } from './due.ts';
import type { Stopper } from './end-facts.ts';
import { askStep, eraseStep, type StepAnswer, type Steps, verifyStep } from './steps.ts';
import { Visits } from './visits.ts';

/** Issues the certificate that a drive's life calls for. */
export interface CertificateOffice {
  issue(life: DriveLife, outcome: 'sanitized' | 'not_sanitized' | 'destroyed', job: string | undefined): void;
}

/** What a person began: it comes before what is due by itself. */
export type FirstStep = (steps: Steps) => Promise<StepAnswer>;

interface Running {
  progress?: JobProgress;
  /** Aborted by a person's cancel, or by the station closing. */
  readonly abort: AbortController;
  stopper?: Stopper;
}

/**
 * Runs what the station owes its drives: erases, read-backs, and what follows from them. State lives in the
 * ledger; what is kept here is only the progress of the moment.
 */
export class Jobs {
  readonly #parts: StationParts;
  readonly #docks: Docks;
  readonly #office: CertificateOffice;
  readonly #running = new Map<string, Running>();
  /** A step that came up while one was running: looked at again when it ends. */
  readonly #again = new Set<string>();
  readonly #visits = new Visits();
  /** Where each drive sat when its last job here ended: a presence, which a power cycle changes. */
  readonly #seats = new Map<string, string>();
  /** Taken back on closing, so that no timer holds the process. */
  readonly #laters = new Set<() => void>();
  #closing = false;
  readonly #onFault: (error: unknown) => void;

  constructor(parts: StationParts, docks: Docks, office: CertificateOffice, onFault: (error: unknown) => void) {
    this.#parts = parts;
    this.#docks = docks;
    this.#office = office;
    this.#onFault = onFault;
  }

  progress(subject: string): JobProgress | undefined {
    return this.#running.get(subject)?.progress;
  }

  isRunning(subject: string): boolean {
    return this.#running.has(subject);
  }

  /** Presence of the bay when the drive's last job here ended; undefined when none did since the start. */
  seatAtEnd(subject: string): string | undefined {
    return this.#seats.get(subject);
  }

  get count(): number {
    return this.#running.size;
  }

  /** Begins a cleared job. The clearance is in the ledger already; a PSID goes to the helper with it, and nowhere else. */
  begin(subject: string, psid?: string): void {
    this.run(subject, (steps) => eraseStep(subject, steps, psid));
  }

  /** Takes this step first, and then whatever is due. */
  run(subject: string, first: FirstStep): void {
    this.#go(subject, first);
  }

  /** Does whatever is due for a drive; harmless when nothing is. */
  settle(subject: string): void {
    if (this.#running.has(subject)) this.#again.add(subject);
    else if (!this.#isSettled(subject)) this.#go(subject);
  }

  /** Asks a running job to stop where that is safe. @returns false when there is nothing that can stop */
  cancel(subject: string, stopper: Stopper): boolean {
    const running = this.#running.get(subject);
    if (running?.progress?.can_cancel !== true) return false;
    running.stopper = stopper;
    running.abort.abort();
    return true;
  }

  /** Lets go of everything. Drive-side erases go on; an overwrite stops, and the next start finds out. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const stop of this.#laters) stop();
    for (const running of this.#running.values()) running.abort.abort();
    while (this.#running.size > 0) await new Promise<void>((resolve) => this.#parts.timer.after(20, resolve));
  }

  /**
   * True when nothing is due. Told without starting a job: even one that ends at once would take the drive's next step
   * from the window for a moment, and with it the button that a command card presses.
   */
  #isSettled(subject: string): boolean {
    const life = this.#parts.store.drives.life(subject);
    if (life === undefined) return true;
    if (dueStep(life).kind !== 'nothing') return false;
    forgetEndedJob(this.#parts, life);
    return true;
  }

  #go(subject: string, first?: FirstStep): void {
    if (this.#closing) return;
    const running: Running = { abort: new AbortController() };
    this.#running.set(subject, running);
    this.#run(subject, running, first)
      .catch((error: unknown) => {
        this.#onFault(error);
        // A clearance that never got as far as the drive must not block the next one.
        if (first !== undefined) this.#again.add(subject);
      })
      .finally(() => {
        this.#running.delete(subject);
        this.#parts.changes.notify();
        if (this.#again.delete(subject)) this.#go(subject);
      });
  }

  async #run(subject: string, running: Running, first: FirstStep | undefined): Promise<void> {
    let helper: JobHelper | undefined;
    let port: string | undefined;
    const steps: Steps = {
      parts: this.#parts,
      docks: this.#docks,
      signal: running.abort.signal,
      stopper: () => running.stopper,
      closing: () => this.#closing,
      progress: (progress) => {
        running.progress = progress;
        this.#parts.changes.notify();
      },
      helper: async (at) => {
        if (port !== at) {
          if (port !== undefined) void this.#docks.giveBack(port);
          port = at;
          this.#docks.hold(at);
        }
        helper ??= await this.#parts.helperForJob();
        return helper;
      },
    };
    try {
      let answer: StepAnswer = first === undefined ? 'go_on' : await first(steps);
      while (answer === 'go_on' && !this.#closing) {
        delete running.progress;
        answer = await this.#step(subject, steps);
      }
    } finally {
      await helper?.stop();
      const seat = port === undefined ? undefined : this.#docks.at(port)?.bay.presence;
      if (seat !== undefined) this.#seats.set(subject, seat);
      if (port !== undefined && !this.#closing) await this.#docks.giveBack(port);
    }
  }

  async #step(subject: string, steps: Steps): Promise<StepAnswer> {
    const life = this.#parts.store.drives.life(subject);
    if (life === undefined) return 'wait';
    const due = dueStep(life);
    switch (due.kind) {
      case 'nothing':
        forgetEndedJob(this.#parts, life);
        return 'wait';
      case 'abandon':
        return this.#write({
          type: 'erase.failed',
          subject,
          body: { job: due.job.job, why: 'station_died', data: 'untouched', detail: 'cleared, but nothing was sent to the drive' },
        });
      case 'ask':
        return this.#visit('ask', subject, due.job, () => askStep(subject, life, due.job, steps));
      case 'verify':
        return this.#visit('verify', subject, due.job, () => verifyStep(subject, life, due.job, steps));
      case 'quarantine':
        return this.#write({ type: 'custody.quarantined', subject, body: { cause: due.cause, bound_for: due.boundFor } });
      case 'certify':
        this.#office.issue(life, due.outcome, due.job);
        return 'go_on';
    }
  }

  /** Goes to the drive, once for each time that it is plugged in; again after a while where it could not tell. */
  async #visit(what: 'ask' | 'verify', subject: string, job: JobStory, go: () => Promise<StepAnswer>): Promise<StepAnswer> {
    const serial = this.#parts.store.drives.life(subject)?.seen?.identity.serial;
    const bay = serial === undefined ? undefined : this.#docks.find(serial)?.bay;
    const sight = `${what} ${job.job} ${bay === undefined ? 'nowhere' : `${bay.port} ${bay.presence}`}`;
    if (bay !== undefined && !this.#visits.mayAsk(subject, sight)) return 'wait';
    const answer = await go();
    if (answer === 'go_on') {
      this.#visits.forget(subject);
      return answer;
    }
    const pauseMs = this.#visits.fruitless(subject, sight);
    if (answer === 'later' && !this.#closing) {
      const stop = this.#parts.timer.after(pauseMs, () => {
        this.#laters.delete(stop);
        this.#visits.reopen(subject, sight);
        this.settle(subject);
      });
      this.#laters.add(stop);
    }
    return answer;
  }

  #write(proposal: Proposal): StepAnswer {
    this.#parts.recorder.record([proposal]);
    return 'go_on';
  }
}

/** A job that owes nothing any more is not looked at again after a restart; its seed stays for the record. */
function forgetEndedJob(parts: StationParts, life: DriveLife): void {
  const job = currentJob(life);
  if (job === undefined) return;
  const over = job.phase === 'cancelled' || job.phase === 'failed' || life.certificates.some((certificate) => certificate.job === job.job);
  const kept = over ? parts.store.secrets.job(job.job) : undefined;
  if (kept?.open === true) parts.store.secrets.keepJob(job.job, kept.subject, false, kept.text);
}
