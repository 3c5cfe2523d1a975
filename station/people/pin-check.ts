import type { Clock, PinRecord, PinVault, StationStore } from '../../contract/ports.ts';
import type { Refusal } from '../../contract/bridge.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { lockedForGood, peopleLimits, pinWaitMs } from './limits.ts';

export type PinVerdict =
  | { readonly kind: 'opened'; readonly signer: Signer }
  | { readonly kind: 'refused'; readonly why: Extract<Refusal, 'pin_wrong' | 'pin_locked'>; readonly detail?: string };

/**
 * Tries a PIN. Each try is counted on disk before it is made, so that ending the process does not give it back;
 * a good one clears the count. `detail` of `pin_locked` is the seconds to wait, or absent when only a new PIN helps.
 */
export async function tryPin(
  needs: { readonly store: Pick<StationStore, 'secrets'>; readonly vault: PinVault; readonly clock: Pick<Clock, 'wallMs'> },
  record: PinRecord,
  pin: string,
): Promise<PinVerdict> {
  const { store, vault, clock } = needs;
  const leftMs = record.notBeforeMs - clock.wallMs();
  if (record.notBeforeMs === lockedForGood) return { kind: 'refused', why: 'pin_locked' };
  if (leftMs > 0) return { kind: 'refused', why: 'pin_locked', detail: String(Math.ceil(leftMs / 1000)) };
  const tries = record.tries + 1;
  const notBeforeMs = tries >= peopleLimits.tries ? lockedForGood : clock.wallMs() + pinWaitMs(tries);
  store.secrets.countTry(record.person, tries, notBeforeMs);
  const opened = await vault.unwrap(pin, record.wrapped);
  if (opened.kind !== 'key') return { kind: 'refused', why: 'pin_wrong', detail: String(peopleLimits.tries - tries) };
  store.secrets.countTry(record.person, 0, 0);
  return { kind: 'opened', signer: opened.signer };
}
