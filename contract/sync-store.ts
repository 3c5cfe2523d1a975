import type { ChainIdentity, SealedValue } from './ports.ts';

/* What the sync keeps in the store: how far the registry has come, and what proves it. */

/** What was pinned at enrolment. Keys are vkeys as signed notes have them. */
export interface RegistryPins {
  readonly url: string;
  readonly reg: string;
  readonly log: string;
  readonly logKey: string;
  readonly ackKey: string;
  /** Public key of the registry's own chain, base64url; empty in stores that enrolled before it was kept. */
  readonly controlKey: string;
}

/** Why nothing is sent. `frozen`: two stories of this chain exist, or an officer stopped it. `refused`: a fault that time does not heal. */
export type SyncPhase = 'none' | 'running' | 'frozen' | 'refused';

export interface SyncState {
  readonly phase: SyncPhase;
  readonly pins: RegistryPins | undefined;
  /** The registry's head of this chain, as last acknowledged. */
  readonly acked: { readonly seq: number; readonly hash: string };
  /** Events in the next push. */
  readonly batch: number;
  /** Failures in a row; decides the wait. */
  readonly tries: number;
  /** No push before this wall time, Unix ms. Kept over restarts. */
  readonly notBeforeMs: number;
  readonly lastContactMs: number | undefined;
  /** Registry time minus wall time, and when it was measured. */
  readonly offset: { readonly offsetMs: number; readonly measuredAtMs: number } | undefined;
  /** First own seq that the registry showed to differ from the log. */
  readonly divergesAt: number | undefined;
  /** Closed code of what stands in the way; absent when nothing does. */
  readonly problem: string | undefined;
}

/** A checkpoint whose signature and consistency were verified here. */
export interface KeptCheckpoint {
  readonly origin: string;
  readonly size: number;
  /** base64url. */
  readonly root: string;
  readonly note: string;
}

/** A run of events whose log indexes the registry told: `seq + i` stands at `index + i`. */
export interface IndexedRun {
  readonly seq: number;
  readonly index: number;
  readonly count: number;
}

/** What an officer of the registry was asked and has not granted. Outlives restarts. */
export interface Asked {
  readonly kind: 'enrolment' | 'epoch';
  /** Origin of the registry. */
  readonly url: string;
  /** Canonical JSON of the request. The same bytes are sent again after a lost answer. */
  readonly body: string;
  /** The registry's name for it; absent until it has answered. */
  readonly request?: string;
  /** Six words that must stand on the officer's screen as well. */
  readonly words: readonly string[];
  /** Closed code of a refusal; a person has to begin anew. */
  readonly refused?: string;
}

/** A fact of an earlier life that no log holds, as it was signed. */
export interface OldFact {
  readonly hash: string;
  readonly entry: Uint8Array;
  readonly sealed: readonly SealedValue[];
}

/** An own event on its way, with what travels beside it. */
export interface OutboxFact {
  readonly seq: number;
  readonly entry: Uint8Array;
  readonly sealed: readonly SealedValue[];
  /** With an `event.recovered`: the entry that it tells again. */
  readonly recovered?: Uint8Array;
}

export interface SyncStore {
  state(): SyncState;
  /** Writes the given members only. */
  keep(change: Partial<Omit<SyncState, 'acked'>>): void;
  /**
   * Pins the registry and begins the chain there, in one transaction. What the station wrote alone before stays, and is due to be told
   * again. `kept` are small values of this machine. Throws when the station belongs to a registry already.
   */
  enrol(pins: RegistryPins, identity: ChainIdentity, kept?: Readonly<Record<string, string>>): void;
  /** Begins a new epoch of the same registry. Own facts of the last one from `divergesAt` on (a seq) are due to be told again. */
  openEpoch(identity: ChainIdentity, divergesAt: number, kept?: Readonly<Record<string, string>>): void;
  /** Facts of earlier lives that are still to be told again, oldest first. */
  toRecover(limit: number): readonly OldFact[];
  asked(): Asked | undefined;
  /** Keeps what was asked in place of what was asked before, or forgets it. */
  ask(asked: Asked | undefined): void;
  /** Own events after the acknowledged head, oldest first. */
  outbox(limit: number): readonly OutboxFact[];
  /** Hash of an own event of the present epoch. */
  hashAt(seq: number): string | undefined;
  /** New head, ack note, run and counters in one transaction. A head behind the present one is legal: the registry lost data. */
  acknowledge(step: {
    readonly head: { readonly seq: number; readonly hash: string };
    readonly ack?: { readonly note: string; readonly index: number; readonly atMs: number };
    readonly run?: IndexedRun;
    readonly state: Partial<Omit<SyncState, 'acked'>>;
  }): void;
  checkpoint(): KeptCheckpoint | undefined;
  keepCheckpoint(checkpoint: KeptCheckpoint): void;
  /** Acknowledged events of these types that a kept checkpoint covers and that have no proof yet, oldest first. */
  unproven(types: readonly string[], limit: number): readonly { readonly hash: string; readonly entry: Uint8Array }[];
  keepProof(proof: { readonly hash: string; readonly index: number; readonly size: number; readonly text: string }): void;
  /** The tlog-proof text of an event: its receipt. */
  proof(hash: string): string | undefined;
  /** The newest ack at or after this seq: the receipt before a proof is there. */
  ackCovering(seq: number): string | undefined;
  /**
   * Facts here, acknowledged, and under a verified checkpoint by the acknowledged indexes; facts of earlier lives
   * count as both once they need not be told again. `untold` still need.
   */
  counts(): { readonly here: number; readonly acknowledged: number; readonly proven: number; readonly untold: number };
}
