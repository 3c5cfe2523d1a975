import { epochReasonOf } from '../../station/sync/link.ts';
import './in-step.ts';
import { aside } from './aside.ts';
import { Byzantine } from './byzantine.ts';
import { feedHolds } from './feed-check.ts';
import { happen, restartSoon, type Stage, weatherOf } from './incidents.ts';
import { holdAll } from './invariants.ts';
import { quickKeys, realKeys } from './keys.ts';
import { calm, Network } from './network.ts';
import { Observer } from './observer.ts';
import { officers } from './officer.ts';
import { rareMs, rareOf, tellRare } from './rare.ts';
import { RegistryHost } from './registry-host.ts';
import { StationHost } from './station-host.ts';
import { World } from './world.ts';

export interface Played {
  readonly seed: number;
  readonly faults: readonly string[];
  /** Of the whole story: equal for equal seeds and code. */
  readonly trace: string;
  readonly story: readonly string[];
  readonly steps: number;
  readonly requests: number;
  /** Facts that honest stations wrote, and entries of the log. */
  readonly recorded: number;
  readonly logged: number;
  /** Drives of which a station knew all, and agreed. */
  readonly compared: number;
  readonly answers: ReadonlyMap<string, number>;
}

/** How long faults go on in a long story, and how long all may take to be in step after them (I16), in virtual ms. */
const troubleMs = 120_000;
const healMs = 600_000;
/** Every so many seeds the platform's own Ed25519 signs, which is slower. */
const realEvery = 16;
/** Every so many seeds all that the registry made of its log is made anew beside it. */
const checkEvery = 50;

/** One seed, from its first start to the quiet after the last fault. */
export async function playSeed(seed: number, options: { readonly whole?: boolean } = {}): Promise<Played> {
  const world = new World(seed, options.whole);
  const keys = seed % realEvery === 0 ? realKeys : quickKeys;
  const registry = new RegistryHost(world, keys);
  const observer = new Observer(world, registry);
  const network: Network = new Network(world, registry, async (asked) => {
    if (asked.from === stations[0]?.name) byzantine?.overhear(asked.request);
    await observer.heard(asked);
  });
  const parts = { world, network, keys, crowd: [] };
  const stations = Array.from({ length: 1 + world.random.below(3) }, (_, i) => new StationHost(parts, `s${i + 1}`));
  const rare = rareOf(seed);
  const evil = world.random.chance(0.5) || rare === 'old keys' ? new StationHost(parts, 'evil') : undefined;
  const byzantine = evil === undefined ? undefined : new Byzantine(world, network, keys, evil);
  let clones = 0;
  const stage: Stage = {
    world,
    registry,
    network,
    observer,
    stations,
    byzantine,
    clone(host) {
      const other = new StationHost(parts, `${host.name}-clone${++clones}`, host);
      other.past.add('cloned');
      stations.push(other);
      return other;
    },
    join(home) {
      const other = new StationHost(parts, `s${stations.length + 1}`, undefined, home);
      stations.push(other);
      other.start();
      letIn(stage, [other]);
      return other;
    },
  };
  network.weather = weatherOf(world);
  registry.start();
  for (const host of [...stations, ...(evil === undefined ? [] : [evil])]) host.start();
  letIn(stage, [...stations, ...(evil === undefined ? [] : [evil])]);
  const isOver = rare === undefined ? () => true : tellRare(rare, stage);
  people(stage, rare !== undefined);
  officers({ world, registry, stations: () => [...stations, ...(evil === undefined ? [] : [evil])] });
  const each = (): void => observer.look();
  await world.run(world.startMs + world.paced(troubleMs), undefined, each);
  if (!isOver()) await world.run(world.nowMs + rareMs, isOver, each);
  if (!isOver()) world.say('the rare story did not come to its end');
  await heal(stage, each);
  const scene = { world, registry, observer, stations };
  const log = holdAll(scene);
  await aside(world, () => feedHolds(scene, log));
  if (seed % checkEvery === 0) await aside(world, () => projections(stage));
  const logged = Number(registry.disk.database.prepare('SELECT count(*) FROM events').pluck().get());
  registry.crash();
  for (const host of [...stations, ...(evil === undefined ? [] : [evil])]) host.crash();
  return {
    seed,
    faults: world.faults,
    trace: world.trace,
    story: world.story,
    steps: world.steps,
    requests: network.requests,
    recorded: stations.reduce((sum, { recorded }) => sum + recorded, 0),
    logged,
    compared: observer.compared,
    answers: observer.seenCodes,
  };
}

/** I11: what the registry has made of its log is what it would make of it anew. */
async function projections({ world, registry }: Stage): Promise<void> {
  const projector = registry.ledger?.projector;
  for (const { name } of projector?.all() ?? []) {
    const found = await projector?.check(name);
    if (found?.kind === 'differs')
      world.broken('I11 rebuilt is live', `${name}, ${found.table}: ${found.live ?? 'no row'} is ${found.anew ?? 'no row'}`);
  }
}

/** Stations ask to be let in until they are; an operator makes the codes. */
function letIn({ world, registry }: Stage, hosts: readonly StationHost[]): void {
  for (const host of hosts) {
    let code: string | undefined;
    const badCode = (): void => void (code = undefined);
    const ask = (): void => {
      if (host.running?.store.facts.chain() !== undefined) return;
      world.after(world.paced(15_000 + world.random.below(20_000)), undefined, ask);
      if (code !== undefined) return host.enrol(code, badCode);
      void registry.ledger?.desk.makeCode(world.random.chance(0.5) ? { approves: true } : {}).then(
        (made) => {
          code = made;
          host.enrol(made, badCode);
        },
        () => undefined,
      );
    };
    world.after(world.paced(world.random.below(3_000)), undefined, ask);
  }
}

/** What goes on while there is trouble: people work, things break, somebody lies, and somebody looks after it all. */
function people(stage: Stage, isQuiet: boolean): void {
  const { world, registry, stations, byzantine } = stage;
  const untilMs = world.startMs + world.paced(troubleMs);
  const often = (everyMs: number, run: () => void): void => {
    const next = (): void => {
      if (world.nowMs >= untilMs) return;
      run();
      world.after(world.paced(world.random.below(everyMs * 2)), undefined, next);
    };
    world.after(world.paced(world.random.below(everyMs * 2)), undefined, next);
  };
  often(22_000 / stations.length, () => world.random.pick(stations).record());
  const incidentEveryMs = world.random.pick([8_000, 20_000, 60_000]);
  if (world.random.chance(0.9) && !isQuiet) often(incidentEveryMs, () => happen(stage));
  if (byzantine !== undefined && !isQuiet) often(12_000, () => byzantine.act());
  watch(stage, 5_000);
  // A registry that has just died comes back.
  const keep = (): void => {
    if (world.nowMs >= untilMs) return;
    if (registry.lives.every(({ power }) => !power.on)) restartSoon(stage);
    world.after(world.paced(10_000), undefined, keep);
  };
  world.after(world.paced(10_000), undefined, keep);
}

/** Whoever looks after the registry starts it anew when it signs no more; a person resumes a sync that broke on this side,
 * or asks with another code. */
function watch({ world, registry, stations }: Stage, everyMs: number): void {
  const look = (): void => {
    if (registry.ledger?.integrator.alarm() === 'signing_failed') {
      registry.crash();
      registry.start();
    }
    for (const host of stations) {
      const { running } = host;
      if (running?.pump.view().problem === 'sync_broken')
        host.act('resuming', ({ pump, power }) => {
          world.working(power);
          try {
            pump.resume();
          } catch (cause) {
            world.waiting(power);
            throw cause;
          }
        });
      if (running?.pullBroken === true) host.follow();
      // A registry that was put back knows neither the request nor the code any more: an officer makes another one.
      if (!host.given && host.codeIsUnknown())
        void registry.ledger?.desk.makeCode({ approves: true }).then(
          (code) => {
            host.enrol(code, () => undefined);
          },
          () => undefined,
        );
    }
    world.after(everyMs, undefined, look);
  };
  world.after(everyMs, undefined, look);
}

/** Faults stop. Everything that is down comes up, each station writes once more, and ten minutes must be enough. */
async function heal({ world, registry, network, observer, stations }: Stage, each: () => void): Promise<void> {
  world.say('faults stop');
  network.weather = calm;
  network.partitions = [];
  for (const { mood } of [...registry.lives, ...stations]) Object.assign(mood, { cutAt: Infinity, fullUntilMs: 0, loseAnswer: false });
  for (const host of stations) {
    host.wallStandsAtMs = undefined;
    if (host.running?.recorder.working === false) host.crash();
    if (host.running === undefined) host.start();
  }
  // What an earlier writer has kept aside, the one that has the log now reads at its start.
  if (observer.contested) registry.crash();
  if (registry.lives.every(({ power }) => !power.on)) registry.start();
  // What was under way at the registry (a put back, a second writer) has its time to end.
  await world.run(world.nowMs + world.paced(60_000), undefined, each);
  if (!registry.isUp) registry.start();
  for (const host of stations) host.record();
  await world.run(world.nowMs + 1_000, undefined, each);
  const endMs = world.nowMs + healMs;
  do {
    // Looking costs more than living: once in a second is enough.
    while (world.nowMs < endMs && !inStep(stations, registry)) await world.run(world.nowMs + 1_000, undefined, each);
    // What was set out while there was trouble (a backup that is put back) may come only now.
    await world.run(world.nowMs + 5_000, undefined, each);
  } while (world.nowMs < endMs && !inStep(stations, registry));
  if (!inStep(stations, registry))
    world.broken(
      'I16 all is in step within ten minutes',
      stations
        .filter((host) => !isInStep(host, registry))
        .map((host) => `${host.name} ${JSON.stringify(host.phase())} of ${host.chain().length}`)
        .join(', '),
    );
}

function inStep(stations: readonly StationHost[], registry: RegistryHost): boolean {
  return stations.every((host) => isInStep(host, registry));
}

function isInStep(host: StationHost, registry: RegistryHost): boolean {
  const { phase, problem, acked } = host.phase();
  if (phase === 'frozen') return host.given || epochReasonOf(problem ?? undefined) === undefined;
  if (phase !== 'running') return phase === 'refused' || (host.given && phase === 'none');
  // A log that told two stories proves nothing any more; the facts are there all the same.
  if (problem === 'split_view' || problem === 'log_went_back') return acked === (host.running?.store.facts.chain()?.head.seq ?? 0);
  const here = host.running?.store.sync.counts();
  const head = host.running?.store.facts.chain()?.head.seq ?? 0;
  return acked === head && here !== undefined && here.proven >= acked && hasFollowed(host, registry);
}

/** Who follows the registry has read to its end, and all histories that were due are there. */
function hasFollowed({ running, given }: StationHost, { ledger }: RegistryHost): boolean {
  if (given || running?.puller === undefined || running.store.pull.problem() !== undefined) return true;
  return running.store.pull.cursor() + 1 >= (ledger?.integrator.published()?.size ?? 0) && running.store.pull.due(1).length === 0;
}
