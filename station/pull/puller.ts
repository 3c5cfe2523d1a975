import type { Clock, KeyStore, Log, Random, RegistryConnection, Timer } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { feedLimits } from '../../contract/registry-feed.ts';
import type { Caller } from '../sync/call.ts';
import { createSleep } from '../sync/sleep.ts';
import { backOffMs, type SyncWaits, syncWaits } from '../sync/waits.ts';
import { type EntryJudge, openJudge } from './judge.ts';
import { pullHistory, type PullNeeds, pullOnce, type PullOutcome } from './pull.ts';

export interface PullerNeeds {
  readonly store: PullNeeds['store'];
  readonly keys: Pick<KeyStore, 'verifier' | 'transport'>;
  connect(url: string): RegistryConnection;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly timer: Timer;
  readonly random: Random;
  readonly log: Log;
  /** After each step that may have changed a life. */
  changed?(): void;
  readonly waits?: Partial<SyncWaits>;
}

/** Follows the registry for as long as the station runs, on a connection of its own: a question that waits holds up no push. */
export interface Puller {
  start(): void;
  /** Fetches the history of a subject as soon as the registry answers: a drive was scanned. */
  fetch(subject: string): void;
  /** Who may do what by the log, as far as it was read; undefined for a station without a registry. */
  authority(): Authority | undefined;
  /** Tries again at once, also after a stop. */
  resume(): void;
  stop(): Promise<void>;
}

/** Between two looks when a page could not be believed, or no registry was joined, in ms. */
const restMs = 300_000;
/** After a question that brought nothing, in ms: a proxy may end waits early. */
const idleMs = 250;

export function createPuller(needs: PullerNeeds): Puller {
  const { store } = needs;
  const sleep = createSleep(needs.timer);
  const line = openLine(needs);
  let stopping = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping) {
      sleep.begin();
      const ms = await line.round();
      if (ms > 0) await sleep.rest(ms, true);
    }
  }
  function start(): void {
    running ??= run().catch((cause: unknown) => {
      // Not the registry but this side, e.g. a full disk. The cursor is where the last commit left it.
      needs.log.note('pull_broken', { why: String(cause) });
      running = undefined;
    });
  }

  return {
    start,
    fetch(subject) {
      store.pull.take({ entries: [], due: [subject] });
      if (line.cutShort()) sleep.wake();
    },
    authority: () => line.judge()?.authority,
    resume() {
      store.pull.stop(undefined);
      line.forgive();
      sleep.wake();
      start();
    },
    async stop() {
      stopping = true;
      line.close();
      sleep.stop();
      await running;
    },
  };
}

/** The connection, what is known of keys, and how often nobody answered. */
interface Line {
  /** What is known of keys; undefined without a registry. */
  judge(): EntryJudge | undefined;
  /** One page of the feed, and of a history that is due. @returns how long to rest, in ms */
  round(): Promise<number>;
  /** Ends a question that waits for news, for something that matters more. @returns false while nobody answers: then a rest goes on */
  cutShort(): boolean;
  forgive(): void;
  close(): void;
}

function openLine(needs: PullerNeeds): Line {
  const waits: SyncWaits = { ...syncWaits, ...needs.waits };
  const { store } = needs;
  let connection: RegistryConnection | undefined;
  let judge: { readonly reg: string; readonly judge: EntryJudge } | undefined;
  let tries = 0;
  let isWaiting = false;
  let isCutShort = false;

  function restAfter(outcome: PullOutcome): number {
    if (outcome === 'restarted' || outcome === 'stopped') judge = undefined;
    if (outcome === 'stopped') return restMs;
    if (outcome === 'away' && !isCutShort) {
      const [high = 0, low = 0] = needs.random.bytes(2);
      tries += 1;
      return backOffMs(tries - 1, (high * 256 + low + 1) / 65_536, waits);
    }
    tries = 0;
    return outcome === 'idle' ? idleMs : 0;
  }

  function judgeNow(): EntryJudge | undefined {
    const { pins } = store.sync.state();
    if (pins === undefined) return undefined;
    if (judge?.reg !== pins.reg) judge = { reg: pins.reg, judge: openJudge(pins, needs.keys.verifier, store.pull.authority()) };
    return judge.judge;
  }

  /** Histories need the keys of the feed, so the feed goes first; with one due it does not wait for news. */
  async function pages(caller: Caller, now: EntryJudge, subject: string | undefined): Promise<PullOutcome> {
    const fed = await pullOnce(needs, caller, now, isWaiting ? feedLimits.waitSeconds : 0);
    isWaiting = false;
    return fed === 'idle' && subject !== undefined ? pullHistory(needs, caller, now, subject) : fed;
  }

  return {
    judge: judgeNow,
    async round() {
      const { pins, phase } = store.sync.state();
      const now = judgeNow();
      if (pins === undefined || now === undefined || phase === 'none' || store.pull.problem() === 'feed_not_believed') return restMs;
      connection ??= needs.connect(pins.url);
      const caller: Caller = { connection, keys: needs.keys, clock: needs.clock, random: needs.random, callMs: waits.callMs };
      const [subject] = store.pull.due(1);
      isCutShort = false;
      isWaiting = subject === undefined;
      const outcome = await pages(caller, now, subject).catch((cause: unknown) => {
        // It has learnt from a page that the store did not take, and would take that page for a second telling.
        judge = undefined;
        throw cause;
      });
      if (outcome === 'moved') needs.changed?.();
      return restAfter(outcome);
    },
    cutShort() {
      isCutShort = isWaiting;
      if (isWaiting) connection?.close();
      return tries === 0;
    },
    forgive() {
      tries = 0;
    },
    close: () => connection?.close(),
  };
}
