import type { After, RegistryClock, Report } from '../ports.ts';
import type { RecentEvents } from '../recent.ts';
import type { SqlDatabase } from '../sql/port.ts';
import type { RegistryStore } from '../store.ts';
import { turns } from '../turns.ts';
import { type CheckResult, checkProjection } from './check.ts';
import { begun, type Follower, loadFollower, startedAnew } from './follower.ts';
import { followLog } from './following.ts';
import { comparePositions, type Projection, type ProjectionStatus } from './projection.ts';

export interface Projector {
  /** Something was committed to the log: it is followed soon. */
  wake(): void;
  /** Resolves when a projection, or each of them, has seen the event at this index of the newest log. Rejects when it is stopped. */
  settled(index: number, name?: string): Promise<void>;
  status(name: string): ProjectionStatus;
  all(): readonly ProjectionStatus[];
  /** Grows whenever the projection's tables are emptied. Read before and after some queries: if it grew, they saw a table half made. */
  generation(name: string): number;
  /** Calls `run` after each commit that moved a projection, until the answer is called. */
  onMoved(run: () => void): () => void;
  /** Makes a projection's tables anew. Resolves when it is begun; `status` tells how far it is. */
  rebuild(name: string): Promise<void>;
  /** Makes the tables anew beside the live ones and compares row for row (I11). */
  check(name: string): Promise<CheckResult>;
  stop(): Promise<void>;
}

export interface ProjectorParts {
  readonly store: Pick<RegistryStore, 'sql' | 'raiseAlarm'>;
  /** What need not be read from the log again. */
  readonly recent?: RecentEvents;
  readonly projections: readonly Projection[];
  readonly clock: Pick<RegistryClock, 'nowMs'>;
  readonly after: After;
  readonly report: Report;
  /** How long events may gather before they are followed. */
  readonly delayMs: number;
}

/** Wait before the next try when the database does not answer, or one projection failed for the first time, in ms. */
const retryMs = 1_000;
/** The longest wait before a projection that failed is tried again, in ms: a full disk is emptied by somebody, and nobody restarts for it. */
const longestRetryMs = 60_000;

/**
 * Follows the log after commit, in index order, for all projections: one reading for those that stand at the same
 * place, one transaction for rows and cursors. What fails here stops here, until it is tried again: nothing of it reaches those
 * who push.
 */
export async function startProjector(parts: ProjectorParts): Promise<Projector> {
  const { sql } = parts.store;
  const followers = new Map<string, Follower>();
  for (const projection of parts.projections) followers.set(projection.name, await loadFollower(sql, projection));
  const named = (name: string): Follower => {
    const follower = followers.get(name);
    if (follower === undefined) throw new RangeError(`no projection is called ${name}`);
    return follower;
  };
  const moved = listeners();
  const queue = turns();
  let stopped = false;
  let cancelTimer: (() => void) | undefined;
  const retries = retriesOf(parts.after, () => {
    schedule(0);
  });

  function run(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    return queue(() => followLog(parts, [...followers.values()], moved.tell, () => stopped))
      .catch((cause: unknown) => {
        if (stopped) return;
        parts.report('The database did not answer the projections. They go on from where they were.', cause);
        schedule(retryMs);
      })
      .finally(() => {
        if (!stopped) for (const follower of followers.values()) retries.set(follower);
      });
  }
  function schedule(ms: number): void {
    if (stopped || cancelTimer !== undefined) return;
    cancelTimer = parts.after(ms, () => {
      cancelTimer = undefined;
      void run();
    });
  }

  schedule(0);
  return {
    wake: () => {
      schedule(parts.delayMs);
    },
    async settled(index, name) {
      const wanted = name === undefined ? [...followers.values()] : [named(name)];
      const logId = await newestLog(sql);
      void run();
      await untilSeen(wanted, { logId, next: index + 1 }, moved, () => stopped);
    },
    status: (name) => statusOf(named(name)),
    all: () => [...followers.values()].map(statusOf),
    generation: (name) => named(name).generation,
    onMoved: moved.add,
    async rebuild(name) {
      const follower = named(name);
      await queue(async () => {
        follower.generation += 1;
        await sql.apply(startedAnew(sql, follower.projection));
        begun(follower);
      });
      schedule(0);
    },
    check: (name) => checkProjection(sql, named(name).projection, () => named(name).position, queue),
    async stop() {
      stopped = true;
      cancelTimer?.();
      cancelTimer = undefined;
      retries.stop();
      await queue(() => Promise.resolve());
      moved.tell();
    },
  };
}

/** Waits for those that failed: each a second, then two, up to the longest. */
function retriesOf(after: After, run: () => void): { set(follower: Follower): void; stop(): void } {
  const waits = new Map<Follower, () => void>();
  return {
    set(follower) {
      if (follower.failures === 0 || follower.due || waits.has(follower)) return;
      const waitMs = Math.min(retryMs * 2 ** (follower.failures - 1), longestRetryMs);
      const cancel = after(waitMs, () => {
        waits.delete(follower);
        follower.due = follower.failures > 0;
        run();
      });
      waits.set(follower, cancel);
    },
    stop() {
      for (const cancel of waits.values()) cancel();
      waits.clear();
    },
  };
}

/** Resolves when all of them have passed a position. */
function untilSeen(wanted: readonly Follower[], position: Follower['position'], moved: Listeners, isStopped: () => boolean): Promise<void> {
  const lacks = (follower: Follower): boolean => comparePositions(follower.position, position) < 0;
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const behind = wanted.filter(lacks);
      const failed = behind.find(({ fault }) => fault !== undefined);
      if (failed !== undefined) reject(new Error(`${failed.projection.name} is stopped: ${failed.fault ?? ''}`));
      else if (behind.length === 0) resolve();
      else if (isStopped()) reject(new Error('the projections are stopped'));
      else return false;
      return true;
    };
    if (look()) return;
    const forget = moved.add(() => {
      if (look()) forget();
    });
  });
}

interface Listeners {
  add(run: () => void): () => void;
  tell(): void;
}

function listeners(): Listeners {
  const runs = new Set<() => void>();
  return {
    add(run) {
      runs.add(run);
      return () => runs.delete(run);
    },
    tell() {
      for (const run of runs) run();
    },
  };
}

async function newestLog(sql: SqlDatabase): Promise<number> {
  const [row] = await sql.query('SELECT max(log_id) AS log_id FROM logs');
  return typeof row?.['log_id'] === 'number' ? row['log_id'] : 1;
}

function statusOf({ projection, position, fault, live }: Follower): ProjectionStatus {
  const plain = { name: projection.name, version: projection.version, position };
  if (fault !== undefined) return { ...plain, state: 'stopped', fault };
  return { ...plain, state: live ? 'live' : 'building' };
}
