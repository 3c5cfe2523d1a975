import { join } from 'node:path';
import { openStationStore } from '../../db/open.ts';
import type { Log, PinVault, RotatingKeys, StationStore } from '../../contract/ports.ts';
import type { ScannerHub } from '../../contract/scanners.ts';
import { randomBytes } from '../../keys/random.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { createOffice } from '../../station/certificates/office.ts';
import { gateOver } from '../../station/custody/contest.ts';
import { Changes } from '../../station/feed/changes.ts';
import { createPeople } from '../../station/people/people.ts';
import { createRecorder, type Recorder } from '../../station/record/recorder.ts';
import { Sessions } from '../../station/record/sessions.ts';
import { openStation, type Station } from '../../station/station.ts';
import { eventKeyName } from '../../station/sync/install.ts';
import type { RegistryLink } from '../../station/sync/link.ts';
import type { Pump } from '../../station/sync/pump.ts';
import { imagePort } from '../../hardware/docks/images.ts';
import { type DataFolder, openDataFolder } from '../data-folder.ts';
import { keepBays } from '../machine/bay-file.ts';
import { hostDocks } from '../machine/host-docks.ts';
import { machineClock, machineTimer } from '../machine/clock.ts';
import { type DockChoice, startHelper } from '../machine/helpers.ts';
import { openStationKeys, pinVault } from '../machine/keys.ts';
import { labelPort } from '../machine/label-printer.ts';
import { openInstallGuard } from '../machine/install-file.ts';
import { errorLog } from '../machine/log.ts';
import type { OrganisationKeyPlace } from '../../keys/organisation/open.ts';
import { renderLoadList } from '../paper/load-list.ts';
import { renderSummary } from '../paper/summary.ts';
import { paperOffice } from '../paper/office.ts';
import { carryPhotos } from './carry-photos.ts';
import { fileShelves } from './file-shelves.ts';
import { practiceTimeScale, type VirtualBench } from '../practice/virtual-bench.ts';
import { version } from '../version.ts';
import { followLog, tellChange } from './follow-log.ts';
import { linkUp } from './link-up.ts';
import { keepOwnOfficers } from './own-officers.ts';
import { joinRegistry, type RegistryChoice } from './registry-link.ts';

export interface AssembleOptions {
  /** `--data DIR`; the platform's usual place when absent. */
  readonly dataRoot?: string | undefined;
  readonly mode: 'real' | 'practice';
  /** Disk images and loop devices to serve as docks. */
  readonly drives?: readonly string[];
  /** False leaves this machine's own buses alone: only `drives` are served. */
  readonly hostDocks?: boolean;
  /** Virtual docks: practice and demo only. */
  readonly bench?: VirtualBench | undefined;
  /** Embedded unless told. */
  readonly registry?:
    | 'embedded'
    | 'none'
    | {
        readonly url: string;
        readonly code?: string | undefined;
        readonly name?: string | undefined;
        readonly site?: string | undefined;
      };
  /** Diagnostics on standard error. */
  readonly verbose?: boolean;
  /** The scanners of this machine that are no keyboards; none are read without it. */
  readonly scanners?: ScannerHub | undefined;
  /** In place of the slow one: tests enrol many people. */
  readonly vault?: PinVault;
  /** The key that papers are signed with in the organisation's name; without it they say that they are not signed. */
  readonly organisationKey?: OrganisationKeyPlace | undefined;
}

/** A station with everything it needs, at work. */
export interface AssembledStation {
  readonly station: Station;
  readonly store: StationStore;
  readonly pump: Pump;
  readonly link: RegistryLink;
  readonly registry: OpenRegistry | undefined;
  readonly data: DataFolder;
  close(): Promise<void>;
}

/**
 * Joins the parts into one station. The only place where they meet.
 *
 * Throws `StoreRefused` (data in use, or from a newer version), `KeyFileRefused`, `CannotStart`, `RegistryRefused`:
 * each with a message for a person, and nothing started.
 */
export async function assembleStation(options: AssembleOptions): Promise<AssembledStation> {
  const data = openDataFolder(options.dataRoot, options.mode);
  const undo: (() => unknown)[] = [];
  try {
    const store = openStationStore(data.stationDatabase);
    undo.push(() => store.close());
    const keys = openStationKeys(data.keys, store.secrets.kept(eventKeyName));
    const registry = await joinRegistry(store, keys, registryChoice(options, data), options.mode, openInstallGuard(data.keys));
    if (registry !== undefined) undo.push(() => registry.close());
    return await assembleAround(options, data, store, keys, registry, undo);
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error;
  }
}

async function assembleAround(
  options: AssembleOptions,
  data: DataFolder,
  kept: StationStore,
  keys: RotatingKeys,
  registry: OpenRegistry | undefined,
  undo: (() => unknown)[],
): Promise<AssembledStation> {
  const log = errorLog(options.verbose === true);
  const clock = machineClock;
  const random = { bytes: randomBytes };
  const changes = new Changes();
  const sessions = new Sessions(clock);
  const authority = () => puller.authority();
  const store = followLog(kept, authority);
  const recorder = createRecorder({ store, keys, sessions, clock, random, gate: gateOver({ store, authority }), log });
  const people = createPeople({ store, recorder, sessions, vault: options.vault ?? pinVault, clock, random });
  const guard = openInstallGuard(data.keys);
  const changed = () => tellChange(recorder, people, changes);
  const { pump, puller, link, lookout } = linkUp({ store: kept, keys, guard, recorder, sessions, random, log, registry, changed });
  recorder.subscribe(() => pump.poke());
  const officers = registry === undefined ? undefined : ownOfficers(registry, kept, recorder, log);
  const docks = docksOf(options, data);
  const scout = startHelper(docks);
  undo.push(() => scout.stop());
  const imageLabels = new Map((options.drives ?? []).map((path) => [imagePort(path), path]));
  const papers = papersBy(options.organisationKey, (why) => log.note('organisation_key', { why }));
  const office = createOffice({ store, authority, recorder, keys, random, clock, ...papers });
  const shelves = fileShelves(data.root);
  const station = openStation({
    store,
    recorder,
    people,
    certificates: office,
    keys,
    clock,
    timer: machineTimer,
    random,
    changes,
    mode: options.mode,
    version,
    scout: scout.client,
    helperForJob: () => Promise.resolve(startHelper(docks)),
    printed: (port) => options.bench?.printed(port) ?? imageLabel(station, imageLabels, port),
    virtualTimeScale: options.bench === undefined ? 1 : practiceTimeScale,
    virtual: options.bench?.hands,
    keepBays: (bays) => keepBays(data.bays, bays),
    authority,
    link,
    lookout,
    scanners: options.scanners,
    ...shelves,
    labels: labelPort(join(data.root, 'labels'), machineClock.wallMs),
    onFault: (error) => log.note('fault', { why: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  });
  pump.start();
  puller.start();
  const stopCarrying = carryPhotos({ store: kept, photos: shelves.photos, keys, recorder, changes, random, log });
  return {
    station,
    store,
    pump,
    link,
    registry,
    data,
    async close() {
      await station.close();
      lookout?.close();
      await stopCarrying();
      await puller.stop();
      await pump.stop();
      await scout.stop();
      await officers?.settled();
      await registry?.close();
      store.close();
    },
  };
}

function docksOf(options: AssembleOptions, data: DataFolder): DockChoice {
  return {
    shelf: options.bench?.shelf.dir,
    drives: options.drives ?? [],
    // Practice never sees a real drive.
    host: options.mode === 'real' && options.hostDocks !== false ? hostDocks(data.bays) : undefined,
    spent: data.spent,
  };
}

/** Keeps the supervisors of this station supervisors by the log of the registry that runs in it. */
function ownOfficers(registry: OpenRegistry, store: StationStore, recorder: Recorder, log: Log): ReturnType<typeof keepOwnOfficers> {
  const officers = keepOwnOfficers(registry, store, (cause) => log.note('grant_failed', { why: String(cause) }));
  officers.look();
  recorder.subscribe((facts) => {
    if (facts.some(({ type }) => type === 'person.enrolled' || type === 'person.ended')) officers.look();
  });
  return officers;
}

/** An image has no label of its own: the serial it was given is what can be scanned. */
function imageLabel(station: Station, images: ReadonlyMap<string, string>, port: string): readonly string[] | undefined {
  if (!images.has(port)) return undefined;
  const identified = station.room.docks.at(port)?.identified;
  return identified?.kind === 'identified' ? [identified.identity.serial] : undefined;
}

function registryChoice(options: AssembleOptions, data: DataFolder): RegistryChoice {
  const asked = options.registry ?? 'embedded';
  if (asked === 'none') return { kind: 'none' };
  if (asked === 'embedded') return { kind: 'embedded', dataDir: data.registry };
  return { kind: 'remote', ...asked };
}

/** Everything that a station prints, by the organisation's key where there is one. */
function papersBy(key: AssembleOptions['organisationKey'], onTrouble: (why: string) => void) {
  const by = (make: typeof renderLoadList) => paperOffice(key, machineClock, onTrouble, make);
  return { render: paperOffice(key, machineClock, onTrouble), renderLoadList: by(renderLoadList), renderSummary: by(renderSummary) };
}
