import type { InstallGuard, KeyStore, Random, StationStore } from '../../contract/ports.ts';
import { toBase64url } from '../../domain/bytes.ts';

/**
 * Why a store is not believed at start. `store_moved`: it lies beside another installation's keys, or its folder was
 * copied. `store_older`: it went back in time. `keys_differ`: the event key is not the one that its chain is signed by.
 */
export type InstallFault = 'store_moved' | 'store_older' | 'keys_differ';

/** Is this what froze the chain? Trying again does not heal it. */
export function isInstallFault(problem: string | undefined): boolean {
  return problem === 'store_moved' || problem === 'store_older' || problem === 'keys_differ';
}

export interface InstallNeeds {
  readonly store: Pick<StationStore, 'facts' | 'sync' | 'secrets'>;
  readonly keys: Pick<KeyStore, 'event'>;
  readonly guard: InstallGuard;
  readonly random: Random;
}

/** Names in the store of what must stand beside the keys as well. */
const kept = { install: 'install', start: 'install_start', before: 'install_start_before', eventKey: 'event_key' } as const;
export const eventKeyName = kept.eventKey;

/**
 * Holds store, keys and guard against each other at start, for a station that belongs to a registry. On a fault the
 * chain is frozen: recording goes on, nothing is sent until an officer grants a new epoch. Else this start is noted
 * on both sides, the store first, so that an end between the two shows neither.
 */
export function checkInstall(needs: InstallNeeds): InstallFault | undefined {
  const { sync } = needs.store;
  if (sync.state().pins === undefined) return undefined;
  const fault = installFault(needs);
  if (fault === undefined) noteStart(needs);
  else if (sync.state().phase !== 'frozen') sync.keep({ phase: 'frozen', problem: fault });
  return fault;
}

/** What the store keeps, in the transaction of an enrolment or a new epoch: store, keys and this place belong together from now on. */
export function installValues({ keys, guard }: Pick<InstallNeeds, 'keys' | 'guard'>): Readonly<Record<string, string>> {
  return { [kept.install]: guard.id, [kept.eventKey]: keys.event.keyId, [kept.start]: guard.read().start ?? '' };
}

/** Beside the keys: how far the registry has this chain. A store that knows less than that went back in time. */
export function noteAcked({ store, guard }: Pick<InstallNeeds, 'store' | 'guard'>): void {
  const chain = store.facts.chain();
  const { acked } = store.sync.state();
  if (chain === undefined || acked.seq === 0) return;
  guard.write({ ...guard.read(), acked: { epoch: chain.identity.epoch, ...acked } });
}

/** What is wrong between store, keys and guard, without a change to any of them. */
export function installFault({ store, keys, guard }: Omit<InstallNeeds, 'random'>): InstallFault | undefined {
  const { secrets, sync } = store;
  const mark = guard.read();
  const install = secrets.kept(kept.install);
  if (install === undefined) {
    // A store from before the guard, at its first start with it. One that a guard has seen before is older than that.
    return mark.start === undefined && mark.acked === undefined ? undefined : 'store_older';
  }
  if (install !== guard.id) return 'store_moved';
  const known = [secrets.kept(kept.start), secrets.kept(kept.before)];
  if (!known.includes(mark.start ?? '')) return 'store_older';
  const epoch = store.facts.chain()?.identity.epoch ?? 0;
  if (mark.acked !== undefined && mark.acked.epoch > epoch) return 'store_older';
  if (mark.acked?.epoch === epoch && sync.hashAt(mark.acked.seq) !== mark.acked.hash) return 'store_older';
  return secrets.kept(kept.eventKey) === keys.event.keyId ? undefined : 'keys_differ';
}

function noteStart({ store, keys, guard, random }: InstallNeeds): void {
  const { secrets } = store;
  if (secrets.kept(kept.install) === undefined) secrets.keep(kept.install, guard.id);
  if (secrets.kept(kept.eventKey) === undefined) secrets.keep(kept.eventKey, keys.event.keyId);
  const mark = guard.read();
  const start = toBase64url(random.bytes(16));
  secrets.keep(kept.before, mark.start ?? '');
  secrets.keep(kept.start, start);
  guard.write({ ...mark, start });
}
