import type { ChainIdentity, SealedValue } from './ports.ts';

/* What the sync keeps in the store: how far the registry has come, and what proves it. */

/** What was pinned at enrolment. Keys are vkeys as signed notes have them. */
export interface RegistryPins {
  readonly url: string;
  readonly reg: string;
  readonly log: string;
  readonly logKey: string;
  readonly ackKey: string;
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

export interface SyncStore {
  state(): SyncState;
  /** Writes the given members only. */
  keep(change: Partial<Omit<SyncState, 'acked'>>): void;
  /** Pins the registry and founds the chain, in one transaction. */
  enrol(pins: RegistryPins, identity: ChainIdentity): void;
  /** Own events after the acknowledged head, oldest first. */
  outbox(limit: number): readonly { readonly seq: number; readonly entry: Uint8Array; readonly sealed: readonly SealedValue[] }[];
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
  /** Facts here, acknowledged, and under a verified checkpoint by the acknowledged indexes. */
  counts(): { readonly here: number; readonly acknowledged: number; readonly proven: number };
}
