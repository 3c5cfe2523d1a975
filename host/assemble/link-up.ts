import type { InstallGuard, Log, Random, RotatingKeys, StationStore } from '../../contract/ports.ts';
import type { Recorder } from '../../station/record/recorder.ts';
import type { Sessions } from '../../station/record/sessions.ts';
import { exportBundle, takeAnswer, type BundleNeeds } from '../../station/sync/bundle.ts';
import { unpackBundle } from '../../station/sync/bundle-file.ts';
import { carryBundle } from '../../station/sync/carry.ts';
import { askForEpoch } from '../../station/sync/epoch.ts';
import { fetchConnection } from '../../station/sync/fetch-connection.ts';
import { eventKeyName, installValues, noteAcked } from '../../station/sync/install.ts';
import { createPuller, type Puller } from '../../station/pull/puller.ts';
import type { RegistryLink } from '../../station/sync/link.ts';
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
  readonly waits?: Partial<SyncWaits>;
}

/** The pump and the puller on real parts, and what people can do about the line. */
export function linkUp(parts: LinkParts): { readonly pump: Pump; readonly puller: Puller; readonly link: RegistryLink } {
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
    view: () => pump.view(),
    resume() {
      pump.resume();
      puller.resume();
    },
    askEpoch(reason, code) {
      const mustBeNew = reason === 'cloned' || reason === 'key_lost';
      const isAsked = askForEpoch({ store, keys }, reason, {
        ...(mustBeNew ? { fresh: keys.prepareFresh() } : {}),
        ...(code === undefined ? {} : { code }),
      });
      pump.poke();
      return isAsked;
    },
    rotateKey: (actor) => rotateEventKey({ store, recorder, keys }, actor),
    exportBundle: () => exportBundle(bundles),
    async importBundle(file, only) {
      const bundle = await unpackBundle(file);
      if (bundle?.head.kind !== 'carry' && only !== undefined) return 'bundle_unreadable';
      if (bundle?.head.kind !== 'carry') return takeAnswer(bundles, file);
      return carryFor(parts, file);
    },
  };
  return { pump, puller, link };
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
