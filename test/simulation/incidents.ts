import { decideOldest, erase, resolve, revoke } from './acts.ts';
import type { Byzantine } from './byzantine.ts';
import type { Network, Weather } from './network.ts';
import type { Observer } from './observer.ts';
import type { RegistryHost } from './registry-host.ts';
import type { StationHost } from './station-host.ts';
import type { World } from './world.ts';

/** What a seed may do to. */
export interface Stage {
  readonly world: World;
  readonly registry: RegistryHost;
  readonly network: Network;
  readonly observer: Observer;
  readonly stations: StationHost[];
  readonly byzantine: Byzantine | undefined;
  /** A further machine with this one's disk and keys. */
  clone(host: StationHost): StationHost;
  /** A station that comes later than the others. */
  join(home: { readonly site: string; readonly follows: boolean }): StationHost;
}

const dayMs = 86_400_000;

export function weatherOf({ random }: World): Weather {
  const share = (most: number): number => (random.chance(0.5) ? 0 : (random.below(1000) / 1000) * most);
  return {
    dropRequest: share(0.25),
    dropAnswer: share(0.25),
    repeat: share(0.2),
    strangeAnswer: share(0.05),
    delayMs: random.pick([5, 50, 500, 4_000]),
  };
}

type Incident = (stage: Stage, host: StationHost) => void;

/** Restarts the registry after a while, as whatever looks after it would. */
export function restartSoon({ world, registry }: Stage, longestMs = 20_000): void {
  world.after(world.paced(200 + world.random.below(longestMs)), undefined, () => {
    if (registry.lives.every(({ power }) => !power.on)) registry.start();
  });
}

const incidents: readonly { readonly name: string; readonly weight: number; readonly happen: Incident }[] = [
  { name: 'registry crash', weight: 3, happen: (stage) => (stage.registry.crash(), restartSoon(stage)) },
  {
    name: 'registry crash at a call',
    weight: 8,
    happen: ({ world, registry }) => {
      for (const { power, mood } of registry.lives) if (power.on) mood.cutAt = mood.calls + 1 + world.random.below(25);
    },
  },
  {
    name: 'registry disk full',
    weight: 3,
    happen: ({ world, registry }) => {
      for (const { mood } of registry.lives) mood.fullUntilMs = world.nowMs + world.paced(1000 + world.random.below(15_000));
    },
  },
  {
    name: 'registry loses an answer of its disk',
    weight: 3,
    happen: ({ registry }) => {
      for (const { mood } of registry.lives) mood.loseAnswer = true;
    },
  },
  { name: 'registry put back', weight: 1, happen: putBack },
  { name: 'registry put back with its guard', weight: 1, happen: rewind },
  {
    name: 'second writer',
    weight: 2,
    happen: ({ registry, observer, world }) => {
      const [first] = registry.lives.filter(({ power }) => power.on);
      if (first === undefined) return;
      observer.contested = true;
      registry.start();
      // The earlier one is found and ended in the end.
      world.after(world.paced(2_000 + world.random.below(30_000)), undefined, () => {
        first.power.on = false;
      });
    },
  },
  {
    name: 'station crash',
    weight: 2,
    happen: ({ world }, host) => {
      host.crash();
      world.after(world.paced(500 + world.random.below(20_000)), undefined, () => {
        if (host.running === undefined) host.start();
      });
    },
  },
  {
    name: 'station crash at a call',
    weight: 5,
    happen: ({ world }, host) => void (host.mood.cutAt = host.mood.calls + 1 + world.random.below(20)),
  },
  {
    name: 'station disk full',
    weight: 3,
    happen: ({ world }, host) => void (host.mood.fullUntilMs = world.nowMs + world.paced(500 + world.random.below(10_000))),
  },
  { name: 'station loses an answer of its disk', weight: 2, happen: (_stage, host) => void (host.mood.loseAnswer = true) },
  { name: 'station put back', weight: 2, happen: restore },
  { name: 'station cloned', weight: 2, happen: clone },
  { name: 'key revoked', weight: 2, happen: revoke },
  { name: 'values erased', weight: 3, happen: erase },
  { name: 'conflict resolved', weight: 3, happen: resolve },
  { name: 'held event decided', weight: 2, happen: decideOldest },
  {
    name: 'clock set',
    weight: 3,
    happen: ({ world }, host) =>
      void (host.wallOffsetMs = world.random.pick([-dayMs, -3_600_000, -400_000, 120_000, 400_000, 30 * dayMs, 3650 * dayMs])),
  },
  {
    name: 'clock stands',
    weight: 1,
    happen: ({ world }, host) => {
      host.wallStandsAtMs = host.wallMs;
      world.after(world.paced(5_000 + world.random.below(60_000)), undefined, () => void (host.wallStandsAtMs = undefined));
    },
  },
  {
    name: 'partition',
    weight: 5,
    happen: ({ world, network }, host) =>
      void network.partitions.push({
        station: host.name,
        way: world.random.pick(['there', 'back', 'both']),
        untilMs: world.nowMs + world.paced(1000 + world.random.below(60_000)),
      }),
  },
];

/** Something happens. Rare incidents that change what may be expected happen once in a seed at most. */
export function happen(stage: Stage): void {
  const { world, stations } = stage;
  const bag = incidents.flatMap((incident) => Array.from({ length: incident.weight }, () => incident));
  const { name, happen: befall } = world.random.pick(bag);
  const host = world.random.pick(stations);
  world.say(`incident: ${name} (${host.name})`);
  befall(stage, host);
}

/** The database from a backup; the guard file, on its own volume, stays. The newest data comes back later. */
function putBack({ world, registry, observer }: Stage): void {
  if (observer.inHands) return;
  observer.inHands = true;
  const older = registry.disk.image();
  world.after(world.paced(5_000 + world.random.below(40_000)), undefined, () => {
    const signed = registry.guard.record()?.size ?? 0;
    registry.crash();
    const newest = registry.disk.image();
    const known = enrolledIn(registry);
    registry.disk.putBack(older);
    const size = Number(registry.disk.database.prepare('SELECT coalesce(max(size), 0) FROM checkpoints').pluck().get());
    world.say(`registry put back from size ${signed} to ${size}`);
    if (size >= signed && enrolledIn(registry) !== known) {
      // Its guard cannot tell, but whoever puts it back counts the stations first: run without one of them, it would let
      // that one in at another place of the log, and the newest data would never fit again.
      registry.disk.putBack(newest);
      registry.start();
      observer.inHands = false;
      return;
    }
    registry.start();
    if (size >= signed) {
      // Nothing that was signed is missing and nobody is a stranger, so it goes on from here; the stations bring the rest back.
      observer.setBack();
      observer.inHands = false;
      return;
    }
    world.after(world.paced(3_000 + world.random.below(10_000)), undefined, () => {
      const alarm = registry.ledger?.integrator.alarm();
      if (registry.isUp && size < signed && alarm !== 'log_rollback')
        world.broken('I9 a rollback is found by the guard', `guard at ${signed}, data at ${size}, alarm ${alarm ?? 'none'}`);
      registry.crash();
      registry.disk.putBack(newest);
      registry.start();
      observer.inHands = false;
    });
  });
}

/** Who was let in, and how often anew: stations, and the epochs of each. */
function enrolledIn(registry: RegistryHost): string {
  return JSON.stringify(registry.disk.database.prepare('SELECT station_no, epoch FROM heads ORDER BY station_no').raw().all());
}

/** Database and guard from the same backup: only the stations can tell. */
function rewind({ world, registry, observer }: Stage): void {
  if (observer.inHands) return;
  observer.inHands = true;
  const older = registry.disk.image();
  const guard = registry.guard.text;
  const known = enrolledIn(registry);
  world.after(world.paced(5_000 + world.random.below(40_000)), undefined, () => {
    // Who came after the backup, or began a new epoch, is a stranger to it: nothing but enrolling anew helps, and that is another story.
    observer.inHands = false;
    if (enrolledIn(registry) !== known) return;
    registry.crash();
    registry.disk.putBack(older);
    registry.guard.text = guard;
    observer.rewound = true;
    observer.setBack();
    world.say('registry put back together with its guard');
    registry.start();
  });
}

function restore({ world }: Stage, host: StationHost): void {
  if (host.running?.store.sync.state().pins === undefined) return;
  const older = host.disk.image();
  const [files, mark] = [host.keys.files, host.install.mark];
  // The whole disk, or the store alone beside the newer keys.
  const whole = world.random.chance(0.5);
  const putBackNow = (): void => {
    host.crash();
    host.disk.putBack(older);
    if (whole) {
      host.keys.putBack(files);
      host.install.mark = mark;
    }
    host.past.add('restored');
    world.say(`${host.name} put back`);
    host.start();
  };
  const isTwice = world.random.chance(0.5);
  const epoch = host.running.store.facts.chain()?.identity.epoch ?? 1;
  // Something that the backup does not hold, so that it is missed.
  if (isTwice) host.record();
  world.after(world.paced(3_000 + world.random.below(60_000)), undefined, () => {
    putBackNow();
    if (!isTwice) return;
    host.record();
    onceInNewEpoch(world, host, epoch, putBackNow);
  });
}

/** How long somebody may come back to the same backup, and how often it is looked whether the station has begun a new epoch, in virtual ms. */
const [againMs, lookMs] = [200_000, 300];

/** The same backup is put back again once the station is in a later epoch than the one it holds: it works and asks in one that is over. */
function onceInNewEpoch(world: World, host: StationHost, epoch: number, putBackAgain: () => void): void {
  const untilMs = world.nowMs + againMs;
  const look = (): void => {
    if (world.nowMs >= untilMs || host.given) return;
    const now = host.running?.store.facts.chain()?.identity.epoch ?? epoch;
    if (now <= epoch) return void world.after(lookMs, undefined, look);
    putBackAgain();
    world.after(world.paced(2_000), undefined, () => host.record());
  };
  look();
}

/** A copy of the whole machine runs beside it. When that is found, one of the two goes on with keys of its own, and the other is given up. */
function clone(stage: Stage, host: StationHost): void {
  if (host.running?.store.facts.chain() === undefined) return;
  host.past.add('cloned');
  const other = stage.clone(host);
  // One machine is the station in the end, however many there were.
  const given = host.given ? other : stage.world.random.pick([host, other]);
  given.given = true;
  for (const past of host.past) other.past.add(past);
  stage.world.say(`${given.name} is the one to be given up`);
  other.start();
}
