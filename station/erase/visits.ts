/** After this a drive that could not tell is asked again; doubled each time. */
const firstPauseMs = 3_000;
const longestPauseMs = 300_000;

/** One question put to a drive for nothing. */
interface Visit {
  readonly sight: string;
  readonly tries: number;
  readonly open: boolean;
}

/**
 * Which drives were asked and had nothing to tell. Giving a drive back makes its bay known anew, and that alone is no
 * reason to ask again: without this memory an interrupted overwrite would be asked for ever, and never be free to
 * start again.
 *
 * A sight is the question and the drive as it sits there now: another bay or another plug-in is another sight.
 */
export class Visits {
  readonly #visits = new Map<string, Visit>();

  /** False when this question was put at this sight already, and nothing says that the answer is another one now. */
  mayAsk(subject: string, sight: string): boolean {
    const visit = this.#visits.get(subject);
    return visit?.sight !== sight || visit.open;
  }

  /** The drive had nothing to tell. @returns ms after which it may be worth to ask again */
  fruitless(subject: string, sight: string): number {
    const before = this.#visits.get(subject);
    const tries = before?.sight === sight ? before.tries + 1 : 0;
    this.#visits.set(subject, { sight, tries, open: false });
    return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 20));
  }

  /** Time has passed: the question may be put once more. */
  reopen(subject: string, sight: string): void {
    const visit = this.#visits.get(subject);
    if (visit?.sight === sight) this.#visits.set(subject, { ...visit, open: true });
  }

  forget(subject: string): void {
    this.#visits.delete(subject);
  }
}
