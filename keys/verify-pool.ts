import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SignatureCheck, SignatureVerifier } from '../domain/ledger/signing.ts';
import { createThreadedVerifier } from './ed25519.ts';
import { fitsBatch, packChecks, type Verdicts } from './verify-batch.ts';

export interface VerifierPool {
  readonly verifier: Required<SignatureVerifier>;
  /** Threads that have begun to work. */
  threads(): number;
  /** Ends the threads. What they still had is verified all the same, as is whatever is asked later. */
  close(): Promise<void>;
}

/** Signatures that are worth a thread of their own: fewer go to the platform's threads one by one. */
const leastPart = 16;

interface Job {
  readonly checks: readonly SignatureCheck[];
  /** Each check is good or not; `undefined` when the thread is gone. */
  readonly done: (good: readonly boolean[] | undefined) => void;
}

interface Hand {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
  /** Signatures it still has. */
  load: number;
  isUp: boolean;
}

/**
 * Ed25519 on threads that take many signatures in one message: handing them over one by one to the platform's threads
 * costs the asking thread about a quarter of what verifying costs. Threads begin with the first batch that is large enough
 * for one, and until they are up, or when one ends, the platform's threads do the work: nobody waits for a start, and nothing
 * counts as good that was not verified.
 *
 * @param most threads, as many as the machine has processors unless told
 * @param program what each of them runs
 */
export function openVerifierPool({
  most = availableParallelism(),
  program = new URL('./verify-worker.ts', import.meta.url),
}: { readonly most?: number; readonly program?: URL } = {}): VerifierPool {
  const single = createThreadedVerifier();
  const hands: Hand[] = [];
  let seats = Math.max(1, most);
  let last = 0;

  function begin(): void {
    const worker = new Worker(program);
    const hand: Hand = { worker, jobs: new Map(), load: 0, isUp: false };
    worker.unref();
    worker.on('message', ({ no, good }: Verdicts) => {
      hand.isUp = true;
      settle(
        hand,
        no,
        Array.from(good, (each) => each === 1),
      );
    });
    // An exit follows, which tells the rest.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      hands.splice(hands.indexOf(hand), 1);
      // One that never worked would not the next time either.
      if (!hand.isUp) seats -= 1;
      for (const no of hand.jobs.keys()) settle(hand, no, undefined);
    });
    hands.push(hand);
  }

  function up(): readonly Hand[] {
    return hands.filter(({ isUp }) => isUp);
  }

  function settle(hand: Hand, no: number, good: readonly boolean[] | undefined): void {
    const job = hand.jobs.get(no);
    if (job === undefined) return;
    hand.jobs.delete(no);
    hand.load -= job.checks.length;
    if (hand.jobs.size === 0) hand.worker.unref();
    job.done(good?.length === job.checks.length ? good : undefined);
  }

  async function part(checks: readonly SignatureCheck[]): Promise<readonly boolean[]> {
    const [first, ...others] = up();
    if (first === undefined) return single.verifyAside(checks);
    const hand = others.reduce((least, one) => (one.load < least.load ? one : least), first);
    const good = await new Promise<readonly boolean[] | undefined>((done) => {
      const no = ++last;
      const packed = packChecks(checks);
      hand.jobs.set(no, { checks, done });
      hand.load += checks.length;
      hand.worker.ref();
      hand.worker.postMessage({ no, packed }, [packed]);
    });
    return good ?? single.verifyAside(checks);
  }

  return {
    verifier: {
      verify: single.verify,
      async verifyAside(checks) {
        if (checks.length < leastPart || !checks.every(fitsBatch)) return single.verifyAside(checks);
        while (hands.length < seats) begin();
        const parts = Math.min(Math.max(1, up().length), Math.floor(checks.length / leastPart));
        const size = Math.ceil(checks.length / parts);
        const answers = await Promise.all(Array.from({ length: parts }, (_, i) => part(checks.slice(i * size, (i + 1) * size))));
        return answers.flat();
      },
    },
    threads: () => up().length,
    async close() {
      seats = 0;
      await Promise.all(hands.map(({ worker }) => worker.terminate()));
    },
  };
}
