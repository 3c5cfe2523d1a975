import type { SignatureVerifier, Signer } from '../domain/ledger/signing.ts';

/** The registry's keys, each with one use. */
export interface RegistryKeys {
  /** Signs checkpoints, under the log's name. */
  readonly log: Signer;
  /** Signs acks and time answers, under `<registry>/ack`. */
  readonly ack: Signer;
  /** Signs the control chain. */
  readonly control: Signer;
  readonly verifier: SignatureVerifier;
}

export interface RegistryClock {
  /** Unix time in ms. */
  nowMs(): number;
  /** Milliseconds since `boot` began. */
  monoMs(): number;
  /** Changes with every start. */
  readonly boot: string;
}

/** Runs something once after `ms`; the answer takes it back. */
export type After = (ms: number, run: () => void) => () => void;

/** For whoever runs the registry: never a secret, never a sealed value. */
export type Report = (what: string, cause?: unknown) => void;

/** The last tree head that was signed, kept where a restored database cannot take it back. */
export interface Guard {
  read(): GuardRecord | undefined;
  /** Durable when it returns. */
  replace(record: GuardRecord): void;
}

export interface GuardRecord {
  readonly log: string;
  readonly size: number;
  /** base64url. */
  readonly root: string;
}
