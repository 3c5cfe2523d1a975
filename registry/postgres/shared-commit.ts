import pg from 'pg';
import type { AppendOutcome, RegistryStore } from '../store.ts';
import { append, type HeldLog } from './chains.ts';
import type { Database, Query } from './pool.ts';
import { retryable } from './pool.ts';

type Push = Parameters<RegistryStore['append']>[0];
type Result = AppendOutcome | { readonly kind: 'failed'; readonly cause: unknown };

interface Waiting {
  readonly push: Push;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (cause: unknown) => void;
}

/** Pushes in one commit. Their rows are held until it is durable. */
const groupAtMost = 64;

/**
 * `append` for many requests at once: pushes that come while a commit is on its way share the next one, so that the
 * server flushes once for all of them. Each push stands behind its own savepoint: one that fails takes no other with it.
 */
export function appendShared(database: Database, log: () => HeldLog): RegistryStore['append'] {
  let waiting: Waiting[] = [];
  let busy = false;

  async function commit(group: readonly Waiting[]): Promise<void> {
    try {
      const pushes = group.map(({ push }) => push);
      const results = await database.transaction((query) => appendGroup(query, log(), pushes));
      for (const [at, { resolve, reject }] of group.entries()) {
        const result = results[at];
        if (result === undefined || result.kind === 'failed') reject(result?.cause);
        else resolve(result);
      }
    } catch (cause) {
      for (const { reject } of group) reject(cause);
    }
  }

  async function work(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, groupAtMost);
      waiting = waiting.slice(groupAtMost);
      await commit(group);
    }
    busy = false;
  }

  return (push) =>
    new Promise((resolve, reject) => {
      waiting.push({ push, resolve, reject });
      if (!busy) void work();
    });
}

async function appendGroup(query: Query, held: HeldLog, pushes: readonly Push[]): Promise<readonly Result[]> {
  const [only] = pushes;
  if (only !== undefined && pushes.length === 1) return [await append(query, held, only)];
  // All heads before the log, and in one order, as everywhere.
  await query(
    'SELECT station_no FROM heads JOIN stations USING (station_no) WHERE station = ANY ($1) ORDER BY station_no FOR UPDATE OF heads',
    [pushes.map(({ station }) => station)],
  );
  const results: Result[] = [];
  for (const push of pushes) results.push(await behindSavepoint(query, () => append(query, held, push)));
  return results;
}

async function behindSavepoint(query: Query, work: () => Promise<AppendOutcome>): Promise<Result> {
  await query('SAVEPOINT push');
  try {
    const outcome = await work();
    await query('RELEASE SAVEPOINT push');
    return outcome;
  } catch (cause) {
    // These end the whole transaction, which is run again.
    if (cause instanceof pg.DatabaseError && retryable.has(cause.code ?? '')) throw cause;
    await query('ROLLBACK TO SAVEPOINT push');
    return { kind: 'failed', cause };
  }
}
