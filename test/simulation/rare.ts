import { askForEpoch } from '../../station/sync/epoch.ts';
import { eraseAll, revoke } from './acts.ts';
import type { Stage } from './incidents.ts';
import { calm } from './network.ts';
import type { StationHost } from './station-host.ts';

/*
 * Stories that chance does not tell in thousands of seeds, because several rare things have to meet. A few seeds play one
 * each and nothing else breaks there; all others are as if there were none of these.
 */

export type RareName =
  'late station' | 'strangers in an alarm' | 'told again after an erasure' | 'old keys' | 'clock set back in a back-off';

const every = 50;
const places = new Map<number, RareName>([
  [6, 'clock set back in a back-off'],
  [9, 'late station'],
  [15, 'strangers in an alarm'],
  [28, 'told again after an erasure'],
  [39, 'old keys'],
]);

export function rareOf(seed: number): RareName | undefined {
  return places.get(seed % every);
}

/** How long such a story may take, and how often it is looked whether it goes on, in virtual ms. */
export const rareMs = 300_000;
const lookMs = 200;
const dayMs = 86_400_000;

/** Begins a story. @returns whether it is over */
export function tellRare(name: RareName, stage: Stage): () => boolean {
  const { world, network } = stage;
  network.weather = { ...calm, delayMs: 5 };
  let over = false;
  const end = (): void => {
    world.say(`rare: ${name} is over`);
    over = true;
  };
  world.say(`rare: ${name}`);
  stories[name](stage, end);
  return () => over;
}

/** Goes on as soon as this holds. */
function once(stage: Stage, holds: () => boolean, next: () => void): void {
  const { world } = stage;
  const look = (): void => (holds() ? next() : void world.after(lookMs, undefined, look));
  world.after(lookMs, undefined, look);
}

const stories: Readonly<Record<RareName, (stage: Stage, end: () => void) => void>> = {
  'late station': late,
  'strangers in an alarm': strangers,
  'told again after an erasure': toldAgain,
  'old keys': oldKeys,
  'clock set back in a back-off': clockSetBack,
};

/** All that it wrote is acknowledged, in the epoch it is in. */
function isSettled(host: StationHost): boolean {
  const { phase, acked } = host.phase();
  const head = host.running?.store.facts.chain()?.head.seq ?? 0;
  return phase === 'running' && head > 0 && acked === head;
}

function epochOf(host: StationHost): number {
  return host.running?.store.facts.chain()?.identity.epoch ?? 0;
}

/** A station is let in when another one of its site has written, and follows the registry at once. */
function late(stage: Stage, end: () => void): void {
  const [first] = stage.stations;
  if (first === undefined) return end();
  first.record();
  once(
    stage,
    () => isSettled(first) && first.recorded > 0,
    () => {
      const host = stage.join({ site: first.site, follows: true });
      once(stage, () => isSettled(host) || host.phase().phase === 'running', end);
    },
  );
  insist(stage, first);
}

/** People write at this station until something is in its chain. */
function insist(stage: Stage, host: StationHost): void {
  stage.world.after(1_000, undefined, () => {
    if (host.recorded > 0) return;
    host.record();
    insist(stage, host);
  });
}

/** The registry is put back to a time before any station was let in; its guard finds it, while all of them ask. */
function strangers(stage: Stage, end: () => void): void {
  const { world, registry, observer, stations } = stage;
  let older: Buffer | undefined;
  const early = (): void => {
    if (Number(registry.disk.database.prepare('SELECT count(*) FROM stations').pluck().get()) > 1) return;
    if ((registry.ledger?.integrator.published()?.size ?? 0) > 0) older = registry.disk.image();
    world.after(20, undefined, early);
  };
  world.after(20, undefined, early);
  for (const host of stations) insist(stage, host);
  once(
    stage,
    () => stations.every(isSettled),
    () => {
      const image = older;
      if (image === undefined || observer.inHands) return end();
      observer.inHands = true;
      registry.crash();
      const newest = registry.disk.image();
      registry.disk.putBack(image);
      world.say('registry put back to before its stations');
      registry.start();
      once(
        stage,
        () => registry.isUp,
        () => {
          for (const host of stations) host.record();
          world.after(20_000, undefined, () => {
            registry.crash();
            registry.disk.putBack(newest);
            registry.start();
            observer.inHands = false;
            end();
          });
        },
      );
    },
  );
}

/** What a station told again in a new epoch is erased; then it is put back to before that epoch, and tells it once more. */
function toldAgain(stage: Stage, end: () => void): void {
  const { world, network, registry } = stage;
  // One that follows hears of the erasure before it tells anything.
  const host = stage.join({ site: 'Site 1', follows: false });
  insist(stage, host);
  once(
    stage,
    () => isSettled(host),
    () => {
      const epoch = epochOf(host);
      const cut = { station: host.name, way: 'both' as const, untilMs: Infinity };
      network.partitions.push(cut);
      revoke(stage, host);
      for (let i = 0; i < 4; i += 1) host.record();
      const older = host.disk.image();
      world.after(2_000, undefined, () => network.partitions.splice(network.partitions.indexOf(cut), 1));
      once(
        stage,
        () => epochOf(host) > epoch && isSettled(host) && registry.isUp,
        () => {
          eraseAll(stage, 'event.recovered');
          world.after(5_000, undefined, () => {
            host.crash();
            host.disk.putBack(older);
            host.past.add('restored');
            world.say(`${host.name} put back to before it told anything again`);
            host.start();
            once(stage, () => epochOf(host) > epoch && isSettled(host), end);
          });
        },
      );
    },
  );
}

/** A station that keeps no rule gets a new epoch with fresh keys, and goes on to sign by the old one. */
function oldKeys(stage: Stage, end: () => void): void {
  const { byzantine } = stage;
  if (byzantine === undefined) return end();
  const { host } = byzantine;
  once(
    stage,
    () => host.phase().phase === 'running',
    () => {
      const epoch = epochOf(host);
      const old = host.keys.event;
      host.act('asking for an epoch', ({ store, pump }) => {
        askForEpoch({ store, keys: host.keys }, 'cloned', { fresh: host.keys.prepareFresh() });
        pump.poke();
      });
      once(
        stage,
        () => epochOf(host) > epoch,
        () => {
          byzantine.speakBy(old);
          stage.world.after(5_000, undefined, end);
        },
      );
    },
  );
}

/** A clock is set back by a day while a station waits for its next try. */
function clockSetBack(stage: Stage, end: () => void): void {
  const { world, network } = stage;
  const [host] = stage.stations;
  if (host === undefined) return end();
  insist(stage, host);
  once(
    stage,
    () => isSettled(host),
    () => {
      const cut = { station: host.name, way: 'both' as const, untilMs: Infinity };
      network.partitions.push(cut);
      host.record();
      once(
        stage,
        () => (host.running?.store.sync.state().notBeforeMs ?? 0) > host.wallMs + 1_000,
        () => {
          host.wallOffsetMs -= dayMs;
          world.say(`${host.name} clock set back`);
          network.partitions.splice(network.partitions.indexOf(cut), 1);
          end();
        },
      );
    },
  );
}
