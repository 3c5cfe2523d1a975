import type { InstallGuard, Log, Random, RotatingKeys, StationStore } from '../../contract/ports.ts';
import { epochRequest } from '../../contract/registry.ts';
import { requestName } from '../../domain/ledger/request-words.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import type { Recorder } from '../../station/record/recorder.ts';
import type { Sessions } from '../../station/record/sessions.ts';
import { exportBundle, takeAnswer, type BundleNeeds } from '../../station/sync/bundle.ts';
import { unpackBundle } from '../../station/sync/bundle-file.ts';
import { carryBundle } from '../../station/sync/carry.ts';
import { askForEpoch } from '../../station/sync/epoch.ts';
import { fetchConnection } from '../../station/sync/fetch-connection.ts';
import { eventKeyName, installValues, noteAcked } from '../../station/sync/install.ts';
import { createLookout, type Lookout } from '../../station/pull/lookout.ts';
import { createPuller, type Puller } from '../../station/pull/puller.ts';
import { isRefusedKeys, type RegistryLink } from '../../station/sync/link.ts';
import { createPump, type Pump } from '../../station/sync/pump.ts';
import { tellAgain } from '../../station/sync/recover.ts';
import { rotateEventKey } from '../../station/sync/rotate.ts';
import { type SyncWaits, syncWaits } from '../../station/sync/waits.ts';
import { machineClock, machineTimer } from '../machine/clock.ts';

export interface LinkParts {
  readonly store: StationStore;
  readonly keys: RotatingKeys;
  readonly guard: InstallGuard;
  readonly recorder: Recorder;
  readonly sessions: Sessions;
  readonly random: Random;
  readonly log: Log;
  changed(): void;
  /** The registry that runs in this station. */
  readonly registry?: OpenRegistry | undefined;
  readonly waits?: Partial<SyncWaits>;
}

export interface Linked {
  readonly pump: Pump;
  readonly puller: Puller;
  readonly link: RegistryLink;
  /** Undefined where the registry runs in this station: there is nobody else to ask. */
  readonly lookout: Lookout | undefined;
}

/** The pump and the puller on real parts, and what people can do about the line. */
export function linkUp(parts: LinkParts): Linked {
  const { store, keys, recorder, sessions, random, log } = parts;
  const pump = createPump({
    store,
    keys,
    connect: fetchConnection,
    clock: machineClock,
    timer: machineTimer,
    random,
    log,
    changed: () => parts.changed(),
    tellAgain: () => tellAgain({ store, recorder }),
    lifeBegan() {
      sessions.endAll();
      if (store.secrets.kept(eventKeyName) !== keys.event.keyId) keys.promoteFresh();
      // Without a registry it looked seldom.
      puller.resume();
    },
    acknowledged: () => noteAcked(parts),
    bind: () => installValues(parts),
    ...(parts.waits === undefined ? {} : { waits: parts.waits }),
  });
  const puller = createPuller({
    store,
    keys,
    connect: fetchConnection,
    clock: machineClock,
    timer: machineTimer,
    random,
    log,
    changed: () => parts.changed(),
  });
  const bundles: BundleNeeds = { store, keys, clock: machineClock, waits: syncWaits, share: () => 1 };
  const link: RegistryLink = {
    view() {
      const view = pump.view();
      // What goes out comes first; what comes in has troubles of its own.
      const problem = view.problem ?? store.pull.problem();
      return { ...view, ...(problem === undefined ? {} : { problem }), ...(parts.registry === undefined ? {} : { embedded: true }) };
    },
    resume() {
      pump.resume();
      puller.resume();
    },
    askEpoch(reason, code) {
      // Keys that were made anew because the old files were gone are fresh already, and have signed since.
      const areNew = store.secrets.kept(eventKeyName) !== keys.event.keyId;
      const mustBeNew = reason === 'cloned' || (reason === 'key_lost' && !areNew);
      const isAsked = askForEpoch({ store, keys }, reason, {
        ...(mustBeNew ? { fresh: keys.prepareFresh(isRefusedKeys(store.sync.asked()?.refused)) } : {}),
        ...(code === undefined ? {} : { code }),
      });
      pump.poke();
      return isAsked;
    },
    ...(parts.registry === undefined ? {} : { openHere: openHere(store, parts.registry, () => pump.poke()) }),
    rotateKey: (actor) => rotateEventKey({ store, recorder, keys }, actor),
    exportBundle: () => exportBundle(bundles),
    async importBundle(file, only) {
      const bundle = await unpackBundle(file);
      if (bundle?.head.kind !== 'carry' && only !== undefined) return 'bundle_unreadable';
      if (bundle?.head.kind !== 'carry') return takeAnswer(bundles, file);
      return carryFor(parts, file);
    },
  };
  const lookout =
    parts.registry === undefined
      ? createLookout({
          store,
          keys,
          connect: fetchConnection,
          clock: machineClock,
          random,
          fetch: (subject) => puller.fetch(subject),
          changed: () => parts.changed(),
        })
      : undefined;
  return { pump, puller, link, lookout };
}

/**
 * Approves what this station asked of the registry beside it. The request is handed over by hand: after a loss of the
 * keys the registry would know none of the station's, and whoever can start both needs no code from himself.
 */
function openHere(store: StationStore, { ledger }: Pick<OpenRegistry, 'ledger'>, poke: () => void): NonNullable<RegistryLink['openHere']> {
  return async (actor) => {
    const asked = store.sync.asked();
    if (asked?.kind !== 'epoch') return false;
    const { code: _, ...request } = epochRequest.parse(JSON.parse(asked.body));
    const outcome = await ledger.epochs.ask(request, request.station);
    if (outcome.kind === 'refused' || outcome.answer.kind === 'refused') return false;
    const decided = await ledger.epochs.approve(requestName(request), actor);
    if (decided.kind !== 'approved') return false;
    // The line may have been refused meanwhile, for want of a key that counts.
    const { refused: __, ...open } = asked;
    store.sync.ask(open);
    poke();
    return true;
  };
}

/** Carries a bundle on a connection of its own: the pump's is busy with the own chain. */
export async function carryFor(
  { store, keys, random }: Pick<LinkParts, 'store' | 'keys' | 'random'>,
  file: Uint8Array,
): ReturnType<typeof carryBundle> {
  const { pins } = store.sync.state();
  if (pins === undefined) return 'no_registry';
  const connection = fetchConnection(pins.url);
  try {
    const caller = { connection, keys, clock: machineClock, random, callMs: syncWaits.callMs };
    return await carryBundle({ store, caller, pause: (ms) => new Promise((resolve) => machineTimer.after(ms, resolve)) }, file);
  } finally {
    connection.close();
  }
}
