import { toBase64url } from '../../domain/bytes.ts';
import type { HybridTime } from '../../domain/ledger/clock.ts';
import { eventTimeOf, tickHybrid } from '../../domain/ledger/clock.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import type { Attachment, Event } from '../../domain/ledger/event.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import type { RegistryClock, Report } from '../ports.ts';
import type { ControlEffect, Fork, RegistryStore } from '../store.ts';
import type { Published } from './integrator.ts';

export interface ControlFact {
  readonly type: 'log.opened' | 'station.enrolled' | 'chain.forked';
  readonly body: Event['body'];
  readonly deps?: readonly string[];
  readonly att?: readonly Attachment[];
}

export interface ControlWriter {
  write(fact: ControlFact, effect: ControlEffect): Promise<Entry>;
  /** Tells the log of every fork that was kept as evidence. Never called inside a push: it takes the same locks. */
  reportForks(): Promise<void>;
}

/** Writes the registry's own chain, one event after the other. */
export function createControlWriter(parts: {
  readonly store: RegistryStore;
  readonly registryName: string;
  readonly signer: Signer;
  readonly clock: RegistryClock;
  readonly published: () => Published | undefined;
  readonly wake: () => void;
  readonly report: Report;
}): ControlWriter {
  const { store, registryName, signer, clock } = parts;
  let hybrid: HybridTime = { ms: 0, counter: 0 };
  let reporting = Promise.resolve();

  async function write(fact: ControlFact, effect: ControlEffect): Promise<Entry> {
    const wallMs = clock.nowMs();
    hybrid = tickHybrid(hybrid, wallMs);
    const time = eventTimeOf({
      wallMs,
      hybrid,
      boot: clock.boot,
      monoMs: clock.monoMs(),
      offset: { src: 'registry', offsetMs: 0, measuredAtMs: wallMs },
    });
    const newest = parts.published();
    const seen = newest === undefined ? nothingSeen : { size: newest.size, root: hashText(newest.root) };
    const { entry } = await store.appendControl({
      make: (head) =>
        sealEvent({
          event: {
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
            ...(fact.att === undefined ? {} : { att: [...fact.att] }),
          },
          signers: [signer],
        }),
      effect,
      recvMs: wallMs,
    });
    parts.wake();
    return entry;
  }

  async function reportAll(): Promise<void> {
    for (const fork of await store.unreportedForks()) await write(forkFact(fork), { kind: 'fork_reported', fork });
  }

  return {
    write,
    reportForks() {
      reporting = reporting.then(reportAll).catch((cause: unknown) => {
        parts.report(
          'A fork is kept as evidence but could not be told to the log yet. It is tried again at the next fork or start.',
          cause,
        );
      });
      return reporting;
    },
  };
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
