import type { Asked, Clock, KeyStore, Log, Random, RegistryConnection, StationStore, Timer } from '../../contract/ports.ts';
import type { SyncView } from '../../contract/views.ts';
import type { Caller } from './call.ts';
import { lookAtLog } from './checkpoint.ts';
import { exchangeTime } from './clock-exchange.ts';
import { askAgain } from './enrol.ts';
import { carryEpochRequest } from './epoch.ts';
import { isInstallFault } from './install.ts';
import { lasting } from './problems.ts';
import { pushOnce } from './push.ts';
import { fetchReceipts } from './receipts.ts';
import { createSleep } from './sleep.ts';
import { syncView } from './sync-view.ts';
import type { SyncWaits } from './waits.ts';
import { backOffMs, provenTypes, syncWaits } from './waits.ts';

export interface PumpNeeds {
  readonly store: Pick<StationStore, 'facts' | 'sync' | 'secrets'>;
  readonly keys: KeyStore;
  /** Opens the way to the registry that was pinned. */
  connect(url: string): RegistryConnection;
  readonly clock: Pick<Clock, 'wallMs' | 'monoMs'>;
  readonly timer: Timer;
  readonly random: Random;
  readonly log: Log;
  /** After each step that may have changed the view. */
  changed?(): void;
  /** Tells facts of an earlier life again (`tellAgain`). @returns how many; 0 when none is left */
  tellAgain?(): number;
  /** A new chain or epoch was begun: what counted for the old one, e.g. open sessions, ends. */
  lifeBegan?(): void;
  /** The registry acknowledged more: noted beside the keys (`noteAcked`). */
  acknowledged?(): void;
  /** Values kept together with a new chain or epoch (`installValues`). */
  bind?(): Readonly<Record<string, string>>;
  readonly waits?: Partial<SyncWaits>;
}

/** Carries facts to the registry and brings proofs back, one request at a time, for as long as the station runs. */
export interface Pump {
  start(): void;
  /** Something new to send, or the network is back: look now unless a back-off is under way. */
  poke(): void;
  /** Tries now, whatever the back-off, and leaves `frozen` or `refused`: for a person who has put it right. */
  resume(): void;
  /** Ends open requests and waits for the last step. Facts stay where they are. */
  stop(): Promise<void>;
  view(): SyncView;
}

export function createPump(needs: PumpNeeds): Pump {
  const waits: SyncWaits = { ...syncWaits, ...needs.waits };
  const { store, log } = needs;
  let running: Promise<void> | undefined;
  let stopping = false;
  let connection: RegistryConnection | undefined;
  const sleep = createSleep(needs.timer);
  const heldBackMs = backOffClock(store, needs.clock, waits);
  const run = async (): Promise<void> => {
    let timedAtMonoMs: number | undefined;
    while (!stopping) {
      const { pins, phase } = store.sync.state();
      const heldMs = heldBackMs();
      if (heldMs > 0) {
        await sleep.rest(heldMs, true);
        continue;
      }
      sleep.begin();
      const asked = store.sync.asked();
      if (asked !== undefined && asked.refused === undefined) {
        connection ??= needs.connect(asked.url);
        if (await isGranted(needs, callerOf(needs, waits, connection), asked)) continue;
        if (pins === undefined || phase !== 'running') {
          await sleep.rest(waits.askEveryMs, false);
          continue;
        }
      }
      if (pins === undefined || phase !== 'running') {
        await sleep.rest(waits.lookWhenIdleMs, false);
        continue;
      }
      if ((needs.tellAgain?.() ?? 0) > 0) needs.changed?.();
      connection ??= needs.connect(pins.url);
      const caller = callerOf(needs, waits, connection);
      const isTimeDue = timedAtMonoMs === undefined || needs.clock.monoMs() - timedAtMonoMs > waits.timeEveryMs;
      // While nobody answers, one question a round is enough.
      if (isTimeDue && store.sync.state().tries === 0) {
        if (await exchangeTime(needs, caller, waits.timeSamples)) timedAtMonoMs = needs.clock.monoMs();
      }
      const waitMs = await oneRound(needs, caller, waits);
      needs.changed?.();
      if (waitMs > 0) await sleep.rest(waitMs, false);
    }
  };
  let broken = false;
  const start = (): void => {
    broken = false;
    running ??= run().catch((cause: unknown) => {
      // Not an answer of the registry but a fault on this side, e.g. a full disk. Facts are where they were.
      log.note('sync_broken', { why: String(cause) });
      broken = true;
      running = undefined;
      needs.changed?.();
    });
  };
  return {
    start,
    poke: () => sleep.poke(),
    resume() {
      const { phase, problem } = store.sync.state();
      // A store that is not believed is for the registry's officer, not for whoever stands here. It asks him all the same.
      if (!isInstallFault(problem))
        store.sync.keep({ tries: 0, notBeforeMs: 0, problem: undefined, ...(phase === 'none' ? {} : { phase: 'running' as const }) });
      sleep.wake();
      if (broken) start();
    },
    async stop() {
      stopping = true;
      connection?.close();
      sleep.stop();
      await running;
    },
    view: () => (broken ? { ...syncView(store), state: 'refused', problem: 'sync_broken' } : syncView(store)),
  };
}

function callerOf({ keys, clock, random }: PumpNeeds, { callMs }: SyncWaits, connection: RegistryConnection): Caller {
  return { connection, keys, clock, random, callMs };
}

/** Asks whether the officer has decided. What is granted has begun when this answers. */
async function isGranted(needs: PumpNeeds, caller: Caller, asked: Asked): Promise<boolean> {
  const before = lifeOf(needs.store);
  try {
    const outcome =
      asked.kind === 'enrolment' ? (await askAgain(needs, caller.connection)).kind : await carryEpochRequest(needs, caller, asked);
    return outcome === 'enrolled' || outcome === 'opened';
  } finally {
    // What stands in the store decides, not whether keeping it was answered: a disk may fail with the commit done.
    if (lifeOf(needs.store) !== before) needs.lifeBegan?.();
    needs.changed?.();
  }
}

function lifeOf({ facts }: PumpNeeds['store']): string | undefined {
  const chain = facts.chain();
  return chain === undefined ? undefined : `${chain.identity.station} ${chain.identity.epoch}`;
}

/** Pushes once; when nothing is left, looks at the log and fetches what it proves. @returns how long to rest, in ms */
async function oneRound(needs: PumpNeeds, caller: Caller, waits: SyncWaits): Promise<number> {
  const { store, clock } = needs;
  const pushed = await pushOnce({ store, keys: needs.keys, clock, waits, share: () => shareOf(needs.random) }, caller);
  if (pushed === 'moved') needs.acknowledged?.();
  if (pushed !== 'idle') return 0; // more to send, or the kept state says when and whether to go on
  const looked = await lookAtLog(needs, caller);
  const { tries, problem } = store.sync.state();
  if (looked === 'no_answer') {
    store.sync.keep({ tries: tries + 1, notBeforeMs: clock.wallMs() + backOffMs(tries, shareOf(needs.random), waits) });
    return 0;
  }
  store.sync.keep({ lastContactMs: clock.wallMs(), tries: 0, notBeforeMs: 0, problem: lasting(problem) });
  const kept = looked === 'adopted' || looked === 'same' ? await fetchReceipts(needs, caller, waits.proofsAtOnce) : 0;
  if (kept === waits.proofsAtOnce) return 0;
  return isAllCovered(store) ? waits.lookWhenIdleMs : waits.lookWhileWaitingMs;
}

function isAllCovered(store: Pick<StationStore, 'sync'>): boolean {
  const { acknowledged, proven } = store.sync.counts();
  return proven >= acknowledged && store.sync.unproven(provenTypes, 1).length === 0;
}

/**
 * Tells how long the kept back-off still lasts. It is kept by the wall clock, to outlast a restart, and counted from the
 * first look at it by the one that nobody sets. One beyond the longest was kept before the clock was set back, and is cut.
 */
function backOffClock(
  { sync }: Pick<StationStore, 'sync'>,
  clock: Pick<Clock, 'wallMs' | 'monoMs'>,
  { lastBackOffMs }: SyncWaits,
): () => number {
  let seen: { readonly notBeforeMs: number; readonly untilMonoMs: number } | undefined;
  return () => {
    const { notBeforeMs } = sync.state();
    if (seen?.notBeforeMs !== notBeforeMs)
      seen = { notBeforeMs, untilMonoMs: clock.monoMs() + Math.min(notBeforeMs - clock.wallMs(), lastBackOffMs) };
    return seen.untilMonoMs - clock.monoMs();
  };
}

function shareOf(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2);
  return (high * 256 + low + 1) / 65_536;
}
