import type { Receipt } from '../../contract/bridge.ts';
import { type LabelPort, type LabelPrinter, mostLabelsWaiting, type PrintEnd } from '../../contract/labels.ts';
import { layOut, type LaidOut } from '../../domain/label/print/layout.ts';
import { judgeLabel, nextNumber } from '../../domain/label/print/printed.ts';
import { mayCause } from '../../domain/people/duties.ts';
import { type Hands, shortId } from '../custody/attempt.ts';
import type { StationParts } from '../parts.ts';
import { done, refused } from '../receipt.ts';
import { contentOf, labelsOf, testContent, type Thing, thingOf } from './content.ts';
import { condemnedLately } from './red-tags.ts';
import { keepPrinter, keepQueue, keptPrinter, keptQueue, type KeptJob, queueChange } from './kept.ts';

/** How long the printer is left alone after it did not answer, ms. */
const tryAgainMs = 10_000;

/**
 * The labels of this station on their way to the printer, one after another. They are kept in the store: a printer that is
 * off, or a station that stops, loses none. A label of which nobody knows whether it came out waits for a person, because a
 * second one with the same number would be on two things at once.
 */
export class LabelQueue {
  readonly #parts: StationParts;
  readonly #port: LabelPort | undefined;
  #jobs: readonly KeptJob[];
  #running: Promise<void> | undefined;
  #stopTimer: (() => void) | undefined;
  #closed = false;
  #test: { readonly at_ms: number; readonly read: boolean } | undefined;

  constructor(parts: StationParts, port: LabelPort | undefined) {
    this.#parts = parts;
    this.#port = port;
    const kept = keptQueue(parts.store);
    this.#jobs = kept.map((job) => (job.state === 'sending' ? { ...job, state: 'doubt' } : job));
    // A stop may have come between what condemned a drive and its tag.
    this.tag(condemnedLately(parts.store, parts.clock.wallMs()));
    this.#kick();
  }

  get jobs(): readonly KeptJob[] {
    return this.#jobs;
  }

  get printer(): LabelPrinter | undefined {
    return keptPrinter(this.#parts.store);
  }

  /** When the last test label went out, and whether it was scanned since. */
  get test(): { readonly at_ms: number; readonly read: boolean } | undefined {
    return this.#test;
  }

  /** Somebody scanned the test label. */
  testRead(): void {
    this.#test = { at_ms: this.#parts.clock.wallMs(), read: true };
    this.#parts.changes.notify();
  }

  setPrinter({ actor }: Hands, printer: LabelPrinter): Receipt {
    if (!mayCause('label.printed', actor)) return refused('role_missing');
    keepPrinter(this.#parts.store, printer);
    this.tag(condemnedLately(this.#parts.store, this.#parts.clock.wallMs()));
    this.#kick();
    return done([]);
  }

  /** One label for one thing; a second call while the first waits asks for nothing more. */
  ask({ actor }: Hands, subject: string): Receipt {
    const { store } = this.#parts;
    const why = this.#whyNot(actor);
    if (why !== undefined) return refused(why);
    const thing = thingOf(store, subject);
    if (thing === undefined) return refused('label_for_nothing');
    if (this.#jobs.some((job) => job.subject === subject)) return refused('label_waits');
    this.#put({ ...this.#jobFor(subject, thing), by: actor.id });
    return done([], subject);
  }

  /**
   * Red tags that nobody has to ask for. Without a printer, or while the queue is full, none is promised: the drive's page
   * still offers it. A plain label of the same drive that waits becomes the red one.
   */
  tag(subjects: readonly string[]): void {
    if (this.#port === undefined || this.printer === undefined) return;
    for (const subject of subjects) {
      const thing = thingOf(this.#parts.store, subject);
      const others = this.#jobs.filter((job) => job.subject !== subject);
      const waits = this.#jobs.find((job) => job.subject === subject);
      if (thing?.red !== true || waits?.red === true || (waits !== undefined && waits.state !== 'waiting')) continue;
      if (others.length < mostLabelsWaiting) this.#keep([...others, this.#jobFor(subject, thing)]);
    }
    this.#kick();
  }

  #jobFor(subject: string, { of, red }: Thing): KeptJob {
    const { store, clock } = this.#parts;
    const labels = labelsOf(store, subject);
    return {
      id: shortId(this.#parts),
      subject,
      of,
      number: nextNumber(labels),
      red,
      copy: labels.printed.length > 0,
      state: 'waiting',
      asked_ms: clock.wallMs(),
    };
  }

  askTest({ actor }: Hands): Receipt {
    const why = this.#whyNot(actor);
    if (why !== undefined) return refused(why);
    const job = { id: shortId(this.#parts), of: 'test', number: 0, red: false, copy: false, state: 'waiting' } as const;
    this.#put({ ...job, asked_ms: this.#parts.clock.wallMs(), by: actor.id });
    return done([]);
  }

  #whyNot(actor: Hands['actor']): 'role_missing' | 'label_no_printer' | 'label_queue_full' | undefined {
    if (!mayCause('label.printed', actor)) return 'role_missing';
    if (this.#port === undefined || this.printer === undefined) return 'label_no_printer';
    return this.#jobs.length >= mostLabelsWaiting ? 'label_queue_full' : undefined;
  }

  /** Takes a label back that is not on its way out. */
  cancel(id: string): Receipt {
    const job = this.#jobs.find((one) => one.id === id);
    if (job === undefined) return refused('label_gone');
    if (job.state === 'sending') return refused('label_on_its_way');
    this.#keep(this.#jobs.filter((one) => one !== job));
    return done([]);
  }

  /** Somebody looked: it did not come out. */
  again(id: string): Receipt {
    const job = this.#jobs.find((one) => one.id === id && one.state === 'doubt');
    if (job === undefined) return refused('label_gone');
    this.#change(job, 'waiting');
    this.#kick();
    return done([]);
  }

  /** Somebody looked: it came out. */
  cameOut(id: string): Receipt {
    const job = this.#jobs.find((one) => one.id === id && one.state === 'doubt');
    const { printer } = this;
    if (job === undefined || printer === undefined) return refused('label_gone');
    this.#sent(job, printer);
    return done([], job.subject);
  }

  /** Resolves when nothing is on its way out any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer?.();
    await this.#running;
  }

  #put(job: KeptJob): void {
    this.#keep([...this.#jobs, job]);
    this.#kick();
  }

  #keep(jobs: readonly KeptJob[]): void {
    keepQueue(this.#parts.store, jobs);
    this.#jobs = jobs;
    this.#parts.changes.notify();
  }

  #change(job: KeptJob, state: KeptJob['state'], why?: string): void {
    const { why: _, ...rest } = job;
    const changed = { ...rest, state, ...(why === undefined ? {} : { why: why.slice(0, 200) }) };
    this.#keep(this.#jobs.map((one) => (one.id === job.id ? changed : one)));
  }

  #kick(): void {
    if (this.#closed || this.#running !== undefined) return;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
      const waits = this.#jobs.some(({ state }) => state === 'waiting');
      if (waits && !this.#closed) this.#stopTimer = this.#parts.timer.after(tryAgainMs, () => this.#kick());
    });
  }

  async #work(): Promise<void> {
    for (;;) {
      const { printer } = this;
      const job = this.#jobs.find(({ state }) => state === 'waiting');
      if (job === undefined || printer === undefined || this.#port === undefined || this.#closed) return;
      const laid = this.#drawn(job, printer);
      if (laid === undefined) {
        // It left while its label waited: there is nothing to stick it on.
        this.#keep(this.#jobs.filter(({ id }) => id !== job.id));
        continue;
      }
      this.#change(job, 'sending');
      const end = await this.#port.print(printer, laid, `label-${job.id}`);
      if (!this.#ended(job, printer, end)) return;
    }
  }

  /** @returns false when the printer is to be left alone for a while */
  #ended(job: KeptJob, printer: LabelPrinter, end: PrintEnd): boolean {
    switch (end.kind) {
      case 'sent':
        this.#sent(job, printer);
        return true;
      case 'not_sent':
        this.#change(job, 'waiting', end.why);
        return false;
      case 'in_doubt':
        this.#change(job, 'doubt', end.why);
        return true;
    }
  }

  /** The fact and the end of the job in one transaction. A store that does not take them leaves the label in doubt. */
  #sent(job: KeptJob, printer: LabelPrinter): void {
    const { recorder, store, clock } = this.#parts;
    const rest = this.#jobs.filter(({ id }) => id !== job.id);
    const { subject, of, number, red, copy, by } = job;
    if (subject === undefined || of === 'test') {
      this.#test = { at_ms: clock.wallMs(), read: false };
      return this.#keep(rest);
    }
    const asked = by === undefined ? {} : { asked_by: by };
    const body = { of, number, copy, red, as: printer.as, way: printer.way.is, ...asked };
    const why = judgeLabel(labelsOf(store, subject), { type: 'label.printed', body });
    if (why !== undefined) return this.#change(job, 'doubt', why);
    try {
      recorder.record([{ type: 'label.printed', subject, body }], [queueChange(rest)]);
      this.#jobs = rest;
      this.#parts.changes.notify();
    } catch (error) {
      this.#jobs = this.#jobs.map((one) => (one.id === job.id ? { ...one, state: 'doubt', why: String(error).slice(0, 200) } : one));
    }
  }

  #drawn(job: KeptJob, printer: LabelPrinter): LaidOut | undefined {
    const { store, mode } = this.#parts;
    const stock = { size: printer.size, symbology: printer.symbology, dotsPerMm: printer.dots_per_mm };
    if (job.subject === undefined) return layOut(testContent(mode === 'practice'), stock);
    const thing = thingOf(store, job.subject);
    return thing === undefined
      ? undefined
      : layOut(contentOf({ ...thing, red: job.red }, { ...job, subject: job.subject }, mode === 'practice'), stock);
  }
}
