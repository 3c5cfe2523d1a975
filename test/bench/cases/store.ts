import type { Bay, Identified, Look } from '../../../contract/helper.ts';
import type { DriveHelper } from '../../../contract/ports.ts';
import type { Capabilities } from '../../../domain/drive/capabilities.ts';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import { readScan } from '../../../station/bench/scan.ts';
import { Changes } from '../../../station/feed/changes.ts';
import { openStation, type Station } from '../../../station/station.ts';
import { syncView } from '../../../station/sync/sync-view.ts';
import { benchView } from '../../../station/views/bench-view.ts';
import { randomBytes } from '../../../keys/random.ts';
import { ana, noLink, realTimer } from '../../station/record/bench-kit.ts';
import type { BenchCase } from '../bench-case.ts';
import type { Figure } from '../figures.ts';
import { interleave, quantile } from '../figures.ts';
import { driveCount, driveOf, type FilledStore, identityOf, openFilledStore } from '../filled-store.ts';

const names = ['scan_100k_p50', 'scan_100k_p99', 'bench_view_100k_p50', 'bench_view_100k_p99'] as const;
const scans = 1000;
const views = 200;
const bayCount = 8;

/** What a technician waits for at a station that knows 100,000 drives, with eight drives in its bays. */
export const storeCase: BenchCase = {
  group: 'station',
  names,
  async run(room) {
    const filled = await openFilledStore(room);
    const station = await startStation(filled);
    try {
      room.say('scan and view…');
      const lookup = filled.bare.prepare<[string], { life: string }>('SELECT * FROM drives WHERE serial = ?');
      const newest = filled.bare.prepare<[], { life: string }>('SELECT * FROM drives ORDER BY n DESC LIMIT 80');
      const look = (serial: string): void => {
        if (lookup.get(serial) === undefined) throw new Error(`${serial} is not in the bare table`);
      };
      const serials = shuffled();
      const next = (): string => driveOf(serials()).serial;
      const samples = { scan: [] as number[][], lookup: [] as number[][], view: [] as number[][], rows: [] as number[][] };
      const times =
        (into: number[][], count: number, act: () => void) =>
        (round: number): number => {
          const each = Array.from({ length: count }, () => microseconds(act));
          if (round >= 0) into.push(each);
          return 0;
        };
      await interleave(room.rounds, {
        scan: times(samples.scan, scans, () => scanOne(station, next())),
        lookup: times(samples.lookup, scans, () => look(next())),
        view: times(samples.view, views, () => void benchView(station.room)),
        rows: times(samples.rows, views, () => {
          for (let bay = 0; bay < bayCount; bay++) look(next());
          newest.all();
        }),
      });
      const of = (values: readonly number[][], share: number): number[] => values.map((each) => quantile(each, share));
      const shared = { unit: 'µs', better: 'less' } as const;
      const scan = {
        ...shared,
        oursIs: `a scanned serial through readScan to its answer: label read, record found, life opened, ${bayCount} bays held against it`,
        peerIs: 'one row by serial from a bare better-sqlite3 table of as many drives, indexed',
      };
      const view = {
        ...shared,
        oursIs: `the whole bench made anew (${bayCount} bays with drives, 40 lines, counts, sync), as on each tick of the feed`,
        peerIs: `the physical limit: ${bayCount} such rows by serial and the newest 80, not opened`,
      };
      const figures: readonly Figure[] = [
        { name: names[0], ...scan, ours: of(samples.scan, 0.5), peer: of(samples.lookup, 0.5) },
        { name: names[1], ...scan, ours: of(samples.scan, 0.99), peer: of(samples.lookup, 0.99) },
        { name: names[2], ...view, ours: of(samples.view, 0.5), peer: of(samples.rows, 0.5) },
        { name: names[3], ...view, ours: of(samples.view, 0.99), peer: of(samples.rows, 0.99) },
      ];
      return figures.filter(({ name }) => room.wants(name));
    } finally {
      await station.close();
      filled.close();
    }
  },
};

function microseconds(act: () => void): number {
  const begun = performance.now();
  act();
  return (performance.now() - begun) * 1000;
}

function scanOne({ room }: Station, serial: string): void {
  const { verdict } = readScan(
    room,
    { command: () => false, bindAgain: room.bindAgain, label: () => 'label_unknown' },
    { text: serial, source: 'wedge' },
  );
  if (verdict !== 'drive_found') throw new Error(`the scan of ${serial} gave ${verdict}`);
}

/** Numbers of drives that sit in no bay, far apart from each other, the same in each run. */
function shuffled(): () => number {
  let at = 0;
  // 61,803 shares no factor with the count: every drive comes once before any comes twice.
  return () => {
    at = (at + 61_803) % (driveCount - bayCount);
    return bayCount + 1 + at;
  };
}

const capabilities: Capabilities = {
  techniques: [
    { kind: 'offered', technique: 'ata_sanitize_overwrite' },
    { kind: 'offered', technique: 'host_overwrite' },
  ],
  hidden: { hpa: 'none', dco: 'none', ama: 'none' },
  security: 'disabled',
  read_only: false,
  reads_after_erase: 'zeros',
  sanitize: 'idle',
};

/** A station at work on the filled store, its first supervisor signed in, a drive in each bay. */
async function startStation({ bench }: FilledStore): Promise<Station> {
  const changes = new Changes();
  const never = (): never => {
    throw new Error('the bench erases nothing here');
  };
  const station = openStation({
    ...bench,
    certificates: { issue: never, json: never, pdf: never, lot: never, summary: never },
    timer: realTimer,
    random: { bytes: randomBytes },
    changes,
    mode: 'practice',
    version: '0.0.0',
    scout: cannedScout(),
    helperForJob: never,
    printed: () => undefined,
    virtualTimeScale: 1,
    keepBays: () => undefined,
    link: { ...noLink, view: () => syncView(bench.store) },
    onFault: (error) => {
      throw error;
    },
  });
  await station.room.docks.firstLook();
  while (station.room.docks.all().some(({ identified }) => identified === undefined)) await new Promise((settle) => setTimeout(settle, 1));
  const signedIn = await bench.people.signIn(ana);
  if (signedIn.kind === 'refused') throw new Error(signedIn.why);
  if (station.room.parts.policy().id !== defaultPolicy.id) throw new Error('another policy is in force');
  const { bays, next } = benchView(station.room);
  if (bays.some(({ subject }) => subject === undefined)) throw new Error(`a bay has no record: ${JSON.stringify({ bays, next })}`);
  return station;
}

function cannedScout(): DriveHelper {
  const bays = Array.from({ length: bayCount }, (_, i): Bay => ({
    port: `dock-${i + 1}`,
    name: `Bay ${i + 1}`,
    dock: 'SATA dock',
    virtual: false,
    occupied: true,
    presence: `p${i + 1}`,
  }));
  async function* look(): AsyncGenerator<Look> {
    yield { kind: 'looked', bays };
    await new Promise<void>(() => undefined);
  }
  const identify = ({ port }: { readonly port: string }): Promise<Identified> => {
    const number = Number(port.slice(5));
    return Promise.resolve({ kind: 'identified', presence: `p${number}`, identity: identityOf(number), capabilities });
  };
  // The two calls that a scout gets; the client's type has all of them, with options that these do not need.
  return { look: () => Promise.resolve(look()), identify } as unknown as DriveHelper;
}
