import type { Report } from '../../contract/helper.ts';

type Ending = Extract<Report, { kind: 'erased' | 'verified' | 'stopped' }>;

function isEnding(report: Report): report is Ending {
  return report.kind === 'erased' || report.kind === 'verified' || report.kind === 'stopped';
}

/**
 * What one job has said. Milestones are kept, progress is not: only the newest counts. A job outlives the call that
 * began it, so that an ending which nobody heard can be told to the next who asks.
 */
export class Feed {
  #entries: { readonly number: number; readonly report: Report }[] = [];
  #next = 1;
  #wake: (() => void)[] = [];
  #ending: Ending | undefined;
  #heard = false;

  push(report: Report): void {
    if (this.#ending !== undefined) throw new Error('a job has one ending');
    if (report.kind === 'progress' && this.#entries.at(-1)?.report.kind === 'progress') this.#entries.pop();
    this.#entries.push({ number: this.#next++, report });
    if (isEnding(report)) this.#ending = report;
    for (const wake of this.#wake.splice(0)) wake();
  }

  get ended(): boolean {
    return this.#ending !== undefined;
  }

  /** True when the ending has been given to somebody. */
  get heard(): boolean {
    return this.#heard;
  }

  /** The newest progress, in millionths, when there is one. */
  get donePpm(): number | undefined {
    const newest = this.#entries.findLast((entry) => entry.report.kind === 'progress')?.report;
    return newest?.kind === 'progress' && newest.phase === 'erase' ? newest.done_ppm : undefined;
  }

  /** Everything so far that still counts, then what comes, up to the ending or until the signal is aborted. */
  async *follow(signal: AbortSignal): AsyncGenerator<Report, void, void> {
    let seen = 0;
    while (!signal.aborted) {
      const entry = this.#entries.find((one) => one.number > seen);
      if (entry === undefined) {
        await this.#change(signal);
        continue;
      }
      seen = entry.number;
      if (isEnding(entry.report)) this.#heard = true;
      yield entry.report;
      if (isEnding(entry.report)) return;
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake.push(resolve);
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    });
  }
}
