import type { Body, Rig } from './rig.ts';
import { send } from './stations.ts';

interface Latencies {
  /** From a push to its answer, ms. */
  readonly answers: readonly number[];
  /** From the answer to a published checkpoint over it, ms. */
  readonly delays: readonly number[];
}

/** How often the registry is asked what its checkpoint covers, ms. */
const lookMs = 5;

/** Pushes one after another, spread so that all stations together bring `rate` events a second. */
export async function latencies({ server, stations }: Rig, bodies: readonly (readonly Body[])[], rate: number): Promise<Latencies> {
  const everyMs = (100 * stations.length * 1000) / rate;
  const answers: number[] = [];
  const delays: number[] = [];
  const waits: Promise<void>[] = [];
  await Promise.all(
    stations.map(async (station, i) => {
      for (const body of bodies[i] ?? []) {
        const begun = performance.now();
        const sent = await send(server.url, station, body);
        if (sent.kind === 'refused') throw new Error(`refused: ${sent.problem.code}`);
        const answered = performance.now();
        answers.push(answered - begun);
        waits.push(
          covered(server, sent.headIndex + 1).then(() => {
            delays.push(performance.now() - answered);
          }),
        );
        await pause(Math.max(0, begun + everyMs - performance.now()));
      }
    }),
  );
  await Promise.all(waits);
  return { answers, delays };
}

async function covered(server: Rig['server'], size: number): Promise<void> {
  while ((await server.state()).covered < size) await pause(lookMs);
}

function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}
