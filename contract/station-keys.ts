import type { SignatureVerifier, Signer } from '../domain/ledger/signing.ts';

/** The station's own keys. Private parts stay behind `Signer`. */
export interface KeyStore {
  /** Signs every event of this station. */
  readonly event: Signer;
  /** Signs requests to the registry; names the carrier, not the author. */
  readonly transport: Signer;
  /** base64url SHA-256 of the next event key, so that a rotation can be trusted. */
  readonly nextKeyDigest: string;
  readonly verifier: SignatureVerifier;
}

/** Station keys whose event key can be followed by the next one. */
export interface RotatingKeys extends KeyStore {
  /**
   * Makes the key after the next one and flushes it to disk; the same one when asked again before `promoteNext`.
   * @returns the next event key, and the digest that its own record announces
   */
  prepareNext(): { readonly next: Signer; readonly nextKeyDigest: string };
  /** After the record of the rotation is on disk: the next key becomes the event key. A crash in between is made good at the next start. */
  promoteNext(): void;
  /**
   * A whole new set beside the present one, for a station whose keys others may hold; the same one when asked again before `promoteFresh`.
   * `another`: the registry refused what is prepared, so it is thrown away and made anew.
   */
  prepareFresh(another?: boolean): FreshKeys;
  /** After the store entered the epoch that was granted to them: the fresh keys are the station's own. */
  promoteFresh(): void;
}

export interface FreshKeys {
  readonly event: Signer;
  readonly transport: Signer;
  readonly nextKeyDigest: string;
}

/** What is kept beside the keys and outside the store, so that a store that went back in time, or lies elsewhere, shows. */
export interface InstallGuard {
  /** A random value of this installation together with the place of its file: a copy has another one. */
  readonly id: string;
  /** Last start and last acknowledged head, as far as they were written. */
  read(): InstallMark;
  /** Replaces both; durable when it returns. */
  write(mark: InstallMark): void;
}

export interface InstallMark {
  readonly start?: string | undefined;
  readonly acked?: { readonly epoch: number; readonly seq: number; readonly hash: string } | undefined;
}
