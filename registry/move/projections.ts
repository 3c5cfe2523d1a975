import { loadFollower } from '../projector/follower.ts';
import { followLog } from '../projector/following.ts';
import { projections } from '../projections/all.ts';
import type { RegistryStore } from '../store.ts';
import { RegistryRefused } from '../refused.ts';

/** Makes everything anew that is made from the log alone. Throws `RegistryRefused` when one projection cannot be made. */
export async function buildProjections(store: Pick<RegistryStore, 'sql'>): Promise<void> {
  const followers = [];
  for (const projection of projections) followers.push(await loadFollower(store.sql, projection));
  const refuse = (why: string): never => {
    throw new RegistryRefused(
      'not_whole',
      `What is made from the log could not be made anew: ${why}. The source is as it was. Nothing goes on from this copy.`,
    );
  };
  await followLog(
    {
      store: { sql: store.sql, raiseAlarm: (_kind, detail) => Promise.reject(new Error(detail)) },
      projections,
      clock: { nowMs: () => 0 },
      after: () => () => undefined,
      report: () => undefined,
      delayMs: 0,
    },
    followers,
    () => undefined,
    () => false,
  ).catch((cause: unknown) => refuse(cause instanceof Error ? cause.message : String(cause)));
}
