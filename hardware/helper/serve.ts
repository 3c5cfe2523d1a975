import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { helper, type Report, type Unfinished } from '../../contract/helper.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import { blinkBay } from './blink.ts';
import { askStanding, attachTo } from './ask.ts';
import { watchBays } from '../docks/watch.ts';
import { sightsOf } from './docks.ts';
import { type Bench, runErase } from './erase-job.ts';
import { Feed } from './feed.ts';
import type { FramedPort } from './frames.ts';
import { Identifying } from './identify.ts';
import { runStamp } from './stamp-job.ts';
import { runVerify } from './verify-job.ts';

/** How often the map is looked at. A technician sees a plugged drive within half a second. */
const lookEveryMs = 300;

interface Job {
  /** A job of `erase` belongs to that call, and its abort cancels. One of `attach` only watches: it can be let go and taken up again. */
  readonly origin: 'erase' | 'attach';
  readonly feed: Feed;
  readonly cancel: AbortController;
  readonly done: Promise<void>;
}

/** The helper's calls, and the way to end them. */
export interface Serving {
  /** Cancels every job and waits until nothing is being written. Drive-side erases go on in their drives. */
  stop(): Promise<void>;
}

/** Serves the helper's contract on one port. Jobs are keyed by clearance: one clearance, one job. */
export function serveHelper(port: FramedPort, bench: Bench, log: (line: string) => void): Serving {
  const jobs = new Map<string, Job>();
  const ending = new AbortController();
  const identifying = new Identifying(bench);

  const begin = (origin: Job['origin'], clearance: Clearance, run: (signal: AbortSignal) => AsyncGenerator<Report, void, void>): Job => {
    const feed = new Feed();
    const cancel = new AbortController();
    const done = pump(run(AbortSignal.any([cancel.signal, ending.signal])), feed, log);
    const job = { origin, feed, cancel, done };
    jobs.set(clearance.id, job);
    return job;
  };

  /** Follows a job that this caller has begun: when it goes away, the job is cancelled or let go. */
  async function* own(job: Job, signal: AbortSignal): AsyncGenerator<Report, void, void> {
    signal.addEventListener(
      'abort',
      () => {
        job.cancel.abort();
      },
      { once: true },
    );
    if (signal.aborted) job.cancel.abort();
    yield* job.feed.follow(signal);
  }

  async function* attach(input: Unfinished, signal: AbortSignal): AsyncGenerator<Report, void, void> {
    const job = jobs.get(input.clearance.id);
    // An ending that nobody heard is told first, and a job that runs is listened to: the drive cannot be opened twice.
    if (job?.origin === 'erase' && !job.feed.heard) return yield* job.feed.follow(signal);
    if (job !== undefined && !job.feed.ended && !job.cancel.signal.aborted) return yield* job.feed.follow(signal);
    await job?.done;
    yield* own(
      begin('attach', input.clearance, (inner) => attachTo(bench, input, inner)),
      signal,
    );
  }

  const os = implement(helper);
  const never = new AbortController().signal;
  const router = os.router({
    look: os.look.handler(({ signal }) =>
      watchBays(sightsOf(bench.sources), { signal: AbortSignal.any([signal ?? never, ending.signal]), pollMs: lookEveryMs }),
    ),
    identify: os.identify.handler(({ input }) => identifying.identify(input.port)),
    blink: os.blink.handler(({ input, signal }) =>
      blinkBay(bench.sources, bench.clock, input.port, AbortSignal.any([signal ?? never, ending.signal])),
    ),
    erase: os.erase.handler(({ input, signal }) => {
      const { clearance, psid } = input;
      // A second call with one clearance runs into the list; it must not touch the first job's feed.
      if (jobs.get(clearance.id)?.feed.ended === false)
        return single({ kind: 'stopped', why: 'clearance_spent', data: 'unknown', detail: 'a job with this clearance is running' });
      return own(
        begin('erase', clearance, (inner) => runErase(bench, clearance, inner, psid)),
        signal ?? never,
      );
    }),
    ask: os.ask.handler(async ({ input }) => {
      const job = jobs.get(input.clearance.id);
      if (job === undefined || job.feed.ended) return askStanding(bench, input);
      const ppm = job.feed.donePpm;
      return { kind: 'running', ...(ppm !== undefined && { done_ppm: ppm }) };
    }),
    attach: os.attach.handler(({ input, signal }) => attach(input, signal ?? never)),
    stamp: os.stamp.handler(({ input }) => runStamp(bench, input)),
    verify: os.verify.handler(({ input, signal }) => runVerify(bench, input, AbortSignal.any([signal ?? never, ending.signal]))),
  });

  new RPCHandler(router).upgrade(port, { context: {} });
  return {
    async stop() {
      ending.abort();
      await Promise.all([...jobs.values()].map((job) => job.done));
    },
  };
}

async function pump(reports: AsyncGenerator<Report, void, void>, feed: Feed, log: (line: string) => void): Promise<void> {
  try {
    for await (const report of reports) feed.push(report);
  } catch (error) {
    // A broken invariant: what is true of the drive is not known, and that is what is said.
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    if (!feed.ended)
      feed.push({ kind: 'stopped', why: 'helper_died', data: 'unknown', detail: error instanceof Error ? error.message : String(error) });
  }
}

async function* single(report: Report): AsyncGenerator<Report, void, void> {
  yield report;
}
