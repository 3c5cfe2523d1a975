import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InstallGuard, RotatingKeys, StationStore } from '../../../contract/ports.ts';
import { openStationStore } from '../../../db/open.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import { linkUp } from '../../../host/assemble/link-up.ts';
import { joinRegistry, type RegistryChoice } from '../../../host/assemble/registry-link.ts';
import { machineClock } from '../../../host/machine/clock.ts';
import { openInstallGuard } from '../../../host/machine/install-file.ts';
import { openStationKeys } from '../../../host/machine/keys.ts';
import { randomBytes } from '../../../keys/random.ts';
import { createPeople, type People } from '../../../station/people/people.ts';
import { createRecorder, type Recorder } from '../../../station/record/recorder.ts';
import { Sessions } from '../../../station/record/sessions.ts';
import { eventKeyName } from '../../../station/sync/install.ts';
import type { RegistryLink } from '../../../station/sync/link.ts';
import type { Pump } from '../../../station/sync/pump.ts';
import { ana, cheapVault } from '../record/bench-kit.ts';
import { quick } from './registry-kit.ts';

/** A station on its folder as a host opens it: real file, real key files, real guard. The pump is not started. */
export interface Yard {
  readonly dir: string;
  readonly store: StationStore;
  readonly keys: RotatingKeys;
  readonly guard: InstallGuard;
  readonly recorder: Recorder;
  readonly people: People;
  readonly pump: Pump;
  readonly link: RegistryLink;
  /** As a process that ends: nothing else is written. */
  close(): Promise<void>;
}

export async function openYard(dir: string, choice: RegistryChoice): Promise<Yard> {
  mkdirSync(dir, { recursive: true });
  const store = openStationStore(join(dir, 'station.db'));
  const keys = openStationKeys(join(dir, 'keys'), store.secrets.kept(eventKeyName));
  const guard = openInstallGuard(join(dir, 'keys'));
  try {
    await joinRegistry(store, keys, choice, 'real', guard);
  } catch (cause) {
    store.close();
    throw cause;
  }
  const sessions = new Sessions(machineClock);
  const random = { bytes: randomBytes };
  const log = { note: () => undefined };
  const recorder = createRecorder({ store, keys, sessions, clock: machineClock, random, gate: judgeMove, log });
  const people = createPeople({ store, recorder, sessions, vault: cheapVault, clock: machineClock, random });
  const waits = { ...quick, askEveryMs: 20 };
  const { pump, link } = linkUp({ store, keys, guard, recorder, sessions, random, log, changed: () => undefined, waits });
  recorder.subscribe(() => pump.poke());
  return {
    dir,
    store,
    keys,
    guard,
    recorder,
    people,
    pump,
    link,
    async close() {
      await pump.stop();
      store.close();
    },
  };
}

/** Sets the station up and signs its first person in, who is supervisor and admin. */
export async function staff(yard: Yard): Promise<string> {
  if (!yard.people.isSetUp()) {
    const first = await yard.people.first({ ...ana, site: 'Site 3', station: 'Bench 1', mode: 'practice' });
    if (first.kind === 'refused') throw new Error(first.why);
  }
  const signedIn = await yard.people.signIn(ana);
  if (signedIn.kind === 'refused') throw new Error(signedIn.why);
  return signedIn.person.id;
}

export const inStep = (yard: Yard) => (): boolean => {
  const { here, acknowledged, proven, state, untold } = yard.pump.view();
  return state === 'in_step' && untold === undefined && here === acknowledged && proven === here;
};
