import { requestWords } from '../../domain/ledger/request-words.ts';
import { askForEpoch } from '../../station/sync/epoch.ts';
import { epochReasonOf, isRefusedKeys } from '../../station/sync/link.ts';
import type { RegistryHost } from './registry-host.ts';
import type { StationHost } from './station-host.ts';
import type { World } from './world.ts';

type Ledger = NonNullable<RegistryHost['ledger']>;

/** Longest time between two looks of the officer, in virtual ms of a long story. */
const lookMs = 12_000;

/**
 * People who decide. One stands at each station whose chain stands still and asks for a new epoch; an officer compares
 * the words and lets in whom a station's screen shows too. What a request got is not decided twice.
 */
export function officers(parts: {
  readonly world: World;
  readonly registry: RegistryHost;
  /** Those of this moment: a machine may be copied. */
  readonly stations: () => readonly StationHost[];
}): void {
  const { world, registry, stations } = parts;
  let deciding = false;
  const look = (): void => {
    world.after(world.paced(world.random.below(lookMs)), undefined, look);
    const ledger = registry.ledger;
    if (ledger === undefined) return;
    for (const host of stations()) askAgainFor(world, ledger, host);
    if (deciding || ledger.integrator.alarm() !== undefined) return;
    const power = registry.lives.findLast((life) => life.built?.ledger === ledger)?.power;
    deciding = true;
    const decided = (): void => {
      deciding = false;
      world.sign();
    };
    // An officer whose registry dies under the hand begins anew with the next one.
    world.after(world.paced(10_000), undefined, () => {
      if (power?.on === false) deciding = false;
    });
    void decide(parts, ledger).then(decided, (cause: unknown) => {
      world.say(`officer: ${cause instanceof Error ? cause.message : String(cause)}`);
      decided();
    });
  };
  world.after(world.paced(world.random.below(lookMs)), undefined, look);
}

/**
 * The person at a station that stands still. A request that was refused is followed by another one; where the registry
 * does not know the keys that signed it, an officer makes a code for the station.
 */
function askAgainFor(world: World, { desk }: Ledger, host: StationHost): void {
  const { phase, problem } = host.phase();
  const asked = host.running?.store.sync.asked();
  const found = epochReasonOf(problem ?? undefined, asked?.refused);
  // Where two machines are one station, the keys of both are known to the other.
  const reason = host.past.has('cloned') && found !== undefined ? 'cloned' : found;
  if (reason === undefined || phase !== 'frozen' || host.given) return;
  const ask = (code?: string): void =>
    void host.act('asking for an epoch', ({ store, pump }) => {
      const fresh = reason === 'cloned' || reason === 'key_lost' ? { fresh: host.keys.prepareFresh(isRefusedKeys(asked?.refused)) } : {};
      if (askForEpoch({ store, keys: host.keys }, reason, { ...fresh, ...(code === undefined ? {} : { code }) }))
        host.tell(`asks for an epoch: ${reason}${code === undefined ? '' : ', with a code'}`);
      pump.poke();
    });
  const station = host.running?.store.facts.chain()?.identity.station;
  if (station === undefined || (asked?.refused !== 'auth' && asked?.refused !== 'bad_code')) {
    ask();
    return;
  }
  void desk
    .makeCode({ forStation: station })
    .then(ask, (cause: unknown) => {
      world.say(`officer: ${cause instanceof Error ? cause.message : String(cause)}`);
    })
    .then(() => {
      world.sign();
    });
}

async function decide({ world, stations }: Parameters<typeof officers>[0], { desk, epochs }: Ledger): Promise<void> {
  const shown = new Set(stations().flatMap((host) => host.running?.store.sync.asked()?.words.join(' ') ?? []));
  if (shown.size === 0) return;
  for (const { request, name } of await desk.waiting()) {
    if (!shown.has(requestWords(request).join(' '))) continue;
    const { kind } = await desk.approve(request, undefined);
    world.say(`officer lets ${name} in: ${kind}`);
  }
  for (const { request, station } of await epochs.waiting()) {
    if (!shown.has(requestWords(request).join(' '))) continue;
    const { kind } = await epochs.approve(request, undefined);
    world.say(`officer opens an epoch for ${station}: ${kind}`);
  }
}
