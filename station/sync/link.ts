import type { BundleRefusal } from './bundle.ts';
import type { RecordedFact } from '../../domain/custody/life.ts';
import type { PersonId } from '../../domain/people/roles.ts';
import type { SyncView } from '../../contract/views.ts';
import type { EpochReason } from '../../domain/facts/control.ts';

/** What a person can do about the line to the registry. The host joins it to the pump, the keys and the store. */
export interface RegistryLink {
  view(): SyncView;
  resume(): void;
  askEpoch(reason: EpochReason, code?: string): boolean;
  /**
   * Where the registry runs in this very station: opens the epoch that was asked for, in the name of a supervisor or
   * admin of the station, for there is no officer elsewhere. False when nothing was asked or the registry refused.
   */
  openHere?(actor: PersonId): Promise<boolean>;
  rotateKey(actor: PersonId): readonly RecordedFact[];
  exportBundle(): Promise<Uint8Array | 'no_registry'>;
  /** Carries another station's bundle and gives its answer, or takes the answer to an own one in; with `only` no other kind is looked at. */
  importBundle(file: Uint8Array, only?: 'carry'): Promise<Uint8Array | 'taken' | BundleRefusal>;
}

/**
 * Why the chain of this station needs a new epoch, from what froze it; undefined when a new epoch is no answer to it.
 * `refused` is what the registry said of the last request: with keys that count no more, or that it does not know, it has
 * to be asked with new ones.
 */
export function epochReasonOf(problem: string | undefined, refused?: string): EpochReason | undefined {
  const reason = reasonOf(problem);
  const areKeysOver = refused === 'auth' || isRefusedKeys(refused);
  return reason === 'restored' && areKeysOver ? 'key_lost' : reason;
}

/** Did the registry refuse the very keys that a request offered? The next one has to bring others. */
export function isRefusedKeys(refused: string | undefined): boolean {
  return refused === 'key_revoked' || refused === 'malformed';
}

function reasonOf(problem: string | undefined): EpochReason | undefined {
  switch (problem) {
    case 'store_moved':
      return 'cloned';
    case 'store_older':
    case 'fork':
    case 'frozen':
    case 'chain_differs':
    case 'epoch_closed':
      return 'restored';
    case 'keys_differ':
    case 'key_revoked':
      return 'key_lost';
    default:
      return undefined;
  }
}
