import type { Clock } from '../../contract/ports.ts';
import type { Signer } from '../../domain/ledger/signing.ts';

/** A person's key for a while. Lives in memory only: a restart ends it. */
export interface OpenSession {
  readonly person: string;
  readonly signer: Signer;
  /** Wall time, Unix ms. */
  readonly untilMs: number;
}

/** The sessions that are open at this station now, at most one a person. */
export class Sessions {
  readonly #clock: Pick<Clock, 'wallMs' | 'monoMs'>;
  readonly #open = new Map<string, { readonly session: OpenSession; readonly endsMonoMs: number }>();

  constructor(clock: Pick<Clock, 'wallMs' | 'monoMs'>) {
    this.#clock = clock;
  }

  /** Puts a session in force, in place of the person's earlier one. */
  open(session: OpenSession): void {
    // Both clocks must agree that it is still open: setting the wall clock back must not make it longer.
    const endsMonoMs = this.#clock.monoMs() + (session.untilMs - this.#clock.wallMs());
    this.#open.set(session.person, { session, endsMonoMs });
  }

  close(person: string): void {
    this.#open.delete(person);
  }

  /** Ends all: a session counts for one epoch of one chain. */
  endAll(): void {
    this.#open.clear();
  }

  /** The person's session if it is still in force. */
  of(person: string): OpenSession | undefined {
    const held = this.#open.get(person);
    if (held === undefined) return undefined;
    if (this.#clock.wallMs() < held.session.untilMs && this.#clock.monoMs() < held.endsMonoMs) return held.session;
    this.#open.delete(person);
    return undefined;
  }
}
