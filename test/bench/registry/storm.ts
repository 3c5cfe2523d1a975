import { type Figure, quantile } from '../figures.ts';
import { openRig } from './rig.ts';
import { type LoadStation, pushBody, send } from './stations.ts';

const stationCount = 500;
const perStation = 200;
/** Four pushes each, so that one can be seen to get more than another. */
const perBody = 50;
/** A station that was told to come again this often without luck would never be served. */
const mostTries = 10_000;

export const stormNames = ['storm_last', 'storm_fairness', 'storm_memory'] as const;

/**
 * All stations of a company come back at once, each with a backlog. Throws when one event of theirs is missing, or when
 * the registry was asked to take one twice.
 */
export async function storm(dataDir: string, databaseUrl: string | undefined, store: string): Promise<readonly Figure[]> {
  const rig = await openRig(dataDir, databaseUrl, stationCount);
  const { server, stations } = rig;
  try {
    const backlogs = stations.map((station) =>
      Array.from({ length: perStation / perBody }, () => pushBody(station.id, station.seal(perBody, 1))),
    );
    const served = countServed();
    const before = await server.settle();
    const begun = performance.now();
    const ends = await Promise.all(
      stations.map(async (station, i) => {
        for (const body of backlogs[i] ?? []) {
          await untilTaken(server.url, station, body);
          served.take(i);
        }
        return (performance.now() - begun) / 1000;
      }),
    );
    const after = await server.settle();
    if (after.size - before.size !== stationCount * perStation)
      throw new Error(`${after.size - before.size} events are in the log where ${stationCount * perStation} were sent`);
    if (after.covered !== after.size) throw new Error('the last checkpoint does not cover what was taken');
    const oursIs = `${stationCount} stations come back at once with ${perStation} events each, and try again when they are told to; ${store}`;
    return [
      {
        name: `registry_${store}_storm_last`,
        unit: 's',
        better: 'less',
        oursIs: `${oursIs}; until the last station was served`,
        peerIs: 'until half of the stations were served, in the same storm',
        ours: [Math.max(...ends)],
        peer: [quantile(ends, 0.5)],
      },
      {
        name: `registry_${store}_storm_fairness`,
        unit: 'events',
        better: 'less',
        oursIs: `${oursIs}; taken of the station that got most when half of all events were taken`,
        peerIs: 'an equal share: half of what each station has',
        ours: [served.mostAtHalf()],
        peer: [perStation / 2],
      },
      {
        name: `registry_${store}_storm_memory`,
        unit: 'MiB',
        better: 'less',
        oursIs: `${oursIs}; the most memory that the registry ever held`,
        peerIs: 'the same process before the storm, with all stations enrolled',
        ours: [after.mostMemoryKib / 1024],
        peer: [before.mostMemoryKib / 1024],
      },
    ];
  } finally {
    await server.close();
  }
}

/** How many events each station got rid of, and the most that one had when half of all were taken. */
function countServed(): { take(station: number): void; mostAtHalf(): number } {
  const taken = Array.from({ length: stationCount }, () => 0);
  let all = 0;
  let mostAtHalf: number | undefined;
  return {
    take(station) {
      taken[station] = (taken[station] ?? 0) + perBody;
      all += perBody;
      if (all * 2 >= stationCount * perStation) mostAtHalf ??= Math.max(...taken);
    },
    mostAtHalf() {
      if (mostAtHalf === undefined) throw new Error('half of the events were never taken');
      return mostAtHalf;
    },
  };
}

async function untilTaken(url: string, station: LoadStation, body: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    const sent = await send(url, station, body);
    if (sent.kind === 'taken') {
      if (sent.accepted !== perBody) throw new Error(`only ${sent.accepted} events were new`);
      return;
    }
    const { code, retry_ms: waitMs } = sent.problem;
    if ((code !== 'busy' && code !== 'slow_down') || waitMs === undefined) throw new Error(`refused: ${code}`);
    await new Promise((go) => setTimeout(go, waitMs));
  }
  throw new Error('a station was never served');
}
