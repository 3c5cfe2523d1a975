import type { Clock, PinRecord, PinVault, StationStore } from '../../contract/ports.ts';
import type { Refusal } from '../../contract/bridge.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { lockedForGood, peopleLimits, pinWaitMs } from './limits.ts';

export type PinVerdict =
  | { readonly kind: 'opened'; readonly signer: Signer }
  | { readonly kind: 'refused'; readonly why: Extract<Refusal, 'pin_wrong' | 'pin_locked'>; readonly detail?: string };

/**
 * Tries a PIN. Each try is counted on disk before it is made, so that ending the process does not give it back;
 * a good one clears the count. `detail` of `pin_locked` is the seconds to wait, or absent when only a new PIN helps; of
 * `pin_wrong` it is how many tries are left until then.
 *
 * @param canBeHelped whether there is somebody else who may give a new PIN. Where there is not, no lock is for good: it would
 * lock the station with everything in it.
 */
export async function tryPin(
  needs: { readonly store: Pick<StationStore, 'secrets'>; readonly vault: PinVault; readonly clock: Pick<Clock, 'wallMs'> },
  record: PinRecord,
  pin: string,
  canBeHelped: boolean,
): Promise<PinVerdict> {
  const { store, vault, clock } = needs;
  // A lock for good is no longer one once nobody is left to end it.
  const isLocked = record.notBeforeMs === lockedForGood && canBeHelped;
  if (isLocked) return { kind: 'refused', why: 'pin_locked' };
  const leftMs = record.notBeforeMs === lockedForGood ? 0 : record.notBeforeMs - clock.wallMs();
  if (leftMs > 0) return { kind: 'refused', why: 'pin_locked', detail: String(Math.ceil(leftMs / 1000)) };
  const tries = record.tries + 1;
  const isOver = tries >= peopleLimits.tries;
  const notBeforeMs = isOver && canBeHelped ? lockedForGood : clock.wallMs() + (isOver ? peopleLimits.aloneMs : pinWaitMs(tries));
  store.secrets.countTry(record.person, tries, notBeforeMs);
  const opened = await vault.unwrap(pin, record.wrapped);
  if (opened.kind !== 'key') return { kind: 'refused', why: 'pin_wrong', detail: String(Math.max(0, peopleLimits.tries - tries)) };
  store.secrets.countTry(record.person, 0, 0);
  return { kind: 'opened', signer: opened.signer };
}
