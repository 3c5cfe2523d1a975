import type { IdentityLock, LabelClaims } from '../facts/facts.ts';
import type { DriveIdentity } from './identity.ts';

export interface LockQuestion {
  /** What the label said, scanned; absent when nobody scanned it. */
  readonly label?: LabelClaims | undefined;
  /** What the drive says of itself. */
  readonly identity: DriveIdentity;
  /** The custody record's word for it. */
  readonly record?: { readonly serial: string; readonly model?: string | undefined } | undefined;
  /** The serial in the bridge's USB descriptor, to be caught when it poses as the drive's. */
  readonly bridgeSerial?: string | undefined;
}

/** The three-way identity lock: opens only when label, drive and record agree. Unknown keeps it shut. */
export function judgeLock(question: LockQuestion): IdentityLock {
  void question;
  return { verdict: 'shut', findings: [] };
}
