import type { Bytes } from '../../domain/bytes.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { AnyControlFact } from '../../domain/facts/control.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import type { HybridTime } from '../../domain/ledger/clock.ts';
import { eventTimeOf, tickHybrid } from '../../domain/ledger/clock.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import type { Attachment, Event } from '../../domain/ledger/event.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText, readHash, sha256 } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import type { After, RegistryClock, Report } from '../ports.ts';
import type { ControlEffect, Fork, RegistryStore, SealedRow, StationRow } from '../store.ts';
import { noEffect } from '../store.ts';
import type { Published } from './integrator.ts';

/** A fact of the control chain, and what goes with it into the event. */
export type ControlFact = AnyControlFact & {
  readonly subject?: string;
  readonly deps?: readonly string[];
  readonly att?: readonly Attachment[];
  /** The person who caused it in the console. */
  readonly actor?: string | undefined;
  /** What that person typed. It is sealed beside the event, never in it. */
  readonly note?: string | undefined;
  /** The key of the mark in a word about a tenant (`domain/retention/tenant-mark.ts`), base64url. Sealed, and told to stations. */
  readonly key?: string | undefined;
};

export interface ControlWriter {
  write(fact: ControlFact, effect?: ControlEffect): Promise<Entry>;
  /**
   * Writes what follows from how a chain stands now: no push to it comes between. `decide` runs inside the
   * transaction and may throw to give up.
   */
  writeAbout(station: string, decide: (row: StationRow) => { readonly fact: ControlFact; readonly effect: ControlEffect }): Promise<Entry>;
  /** Tells the log of every fork that was kept as evidence. Never called inside a push: it takes the same locks. */
  reportForks(): Promise<void>;
  /** No more tries. */
  stop(): void;
}

/** Wait before a fork that could not be told is told again, in ms. */
const retryMs = 60_000;

/** Writes the registry's own chain, one event after the other. */
export function createControlWriter(parts: {
  readonly store: RegistryStore;
  readonly registryName: string;
  readonly signer: Signer;
  readonly clock: RegistryClock;
  readonly randomBytes: (sizeBytes: number) => Bytes;
  readonly published: () => Published | undefined;
  readonly wake: () => void;
  readonly after: After;
  readonly report: Report;
}): ControlWriter {
  const { store, registryName, signer, clock } = parts;
  let hybrid: HybridTime = { ms: 0, counter: 0 };
  let reporting = Promise.resolve();

  /** Time and newest checkpoint of an event that is written now. */
  function now(): Pick<Event, 'time' | 'seen'> & { readonly wallMs: number } {
    const wallMs = clock.nowMs();
    hybrid = tickHybrid(hybrid, wallMs);
    const offset = { src: 'registry', offsetMs: 0, measuredAtMs: wallMs } as const;
    const time = eventTimeOf({ wallMs, hybrid, boot: clock.boot, monoMs: clock.monoMs(), offset });
    const newest = parts.published();
    const seen = newest === undefined ? nothingSeen : { size: newest.size, root: hashText(newest.root) };
    return { wallMs, time, seen };
  }

  async function write(fact: ControlFact, effect: ControlEffect = noEffect): Promise<Entry> {
    const at = now();
    const { rows, sealed } = sealedBeside(fact, parts.randomBytes);
    const { entry } = await store.appendControl({
      make: (head) => sealEvent({ event: eventOf(registryName, fact, head, at, sealed), signers: [signer] }),
      effect,
      ...(rows.length === 0 ? {} : { sealed: rows }),
      recvMs: at.wallMs,
    });
    parts.wake();
    return entry;
  }

  async function writeAbout(station: string, decide: Parameters<ControlWriter['writeAbout']>[1]): Promise<Entry> {
    const at = now();
    let effect: ControlEffect = noEffect;
    const { entry } = await store.appendControl({
      station,
      make(head, row) {
        if (row === undefined) throw new Error(`${station} is not enrolled here`);
        const decided = decide(row);
        ({ effect } = decided);
        return sealEvent({ event: eventOf(registryName, decided.fact, head, at, undefined), signers: [signer] });
      },
      effect: (place) => effect(place),
      recvMs: at.wallMs,
    });
    parts.wake();
    return entry;
  }

  async function reportAll(): Promise<void> {
    for (const fork of await store.unreportedForks()) await write(forkFact(fork), forkReported(fork));
  }

  /** The next try, while one is owed. */
  let cancelRetry: (() => void) | undefined;
  let stopped = false;

  function reportForks(): Promise<void> {
    cancelRetry?.();
    cancelRetry = undefined;
    reporting = reporting.then(reportAll).catch((cause: unknown) => {
      parts.report(
        'A fork is kept as evidence but could not be told to the log yet. It is tried again in a minute, and at the next start.',
        cause,
      );
      if (!stopped) cancelRetry = parts.after(retryMs, () => void reportForks());
    });
    return reporting;
  }

  return {
    write,
    writeAbout,
    reportForks,
    stop() {
      stopped = true;
      cancelRetry?.();
    },
  };
}

/** The event of a fact after the head of the control chain. Throws when the body does not fit its schema. */
function eventOf(
  registryName: string,
  fact: ControlFact,
  head: ChainHead,
  { time, seen }: Pick<Event, 'time' | 'seen'>,
  sealed: Event['sealed'],
): Event {
  if (readControlFact(fact.type, fact.body) === undefined) throw new Error(`a body of ${fact.type} that does not fit its schema`);
  return {
    v: 1,
    reg: registryName,
    station: controlStation,
    epoch: head.epoch,
    seq: head.seq + 1,
    prev: head.hash,
    type: fact.type,
    deps: [...(fact.deps ?? [])],
    time,
    seen,
    body: fact.body,
    ...(fact.subject === undefined ? {} : { subject: fact.subject }),
    ...(fact.actor === undefined ? {} : { actor: fact.actor }),
    ...(fact.att === undefined ? {} : { att: [...fact.att] }),
    ...(sealed === undefined ? {} : { sealed }),
  };
}

/** What goes sealed beside a fact, and the commitments that stand in it. */
function sealedBeside(
  fact: ControlFact,
  randomBytes: (sizeBytes: number) => Bytes,
): { readonly rows: readonly SealedRow[]; readonly sealed: Event['sealed'] } {
  const rows: SealedRow[] = [];
  const sealed: Record<string, string> = {};
  for (const field of ['note', 'key'] as const) {
    const value = fact[field];
    if (value === undefined || value === '') continue;
    const salt = randomBytes(32);
    rows.push({ field, salt, value: canonicalText(value) });
    sealed[field] = commitment(field, salt, value);
  }
  return { rows, sealed: rows.length === 0 ? undefined : sealed };
}

function forkReported({ stationNo, epoch, hash }: Fork): ControlEffect {
  return ({ index }) => [
    {
      text: 'UPDATE evidence SET control_index = $1 WHERE station_no = $2 AND epoch = $3 AND hash = $4',
      params: [index, stationNo, epoch, readHash(hash) ?? null],
      changes: 1,
    },
  ];
}

/** Both branches by hash; the one that is not in the log is kept as evidence and bound by size and hash of its entry. */
function forkFact(fork: Fork): ControlFact {
  return {
    type: 'chain.forked',
    body: { station: fork.station, epoch: fork.epoch, seq: fork.seq, logged: fork.logged, diverging: fork.hash },
    deps: [fork.logged],
    att: [{ name: 'diverging', media: 'application/json', size: fork.entry.length, sha256: toBase64url(sha256(fork.entry)) }],
  };
}
