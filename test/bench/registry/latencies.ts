import type { Body, Rig } from './rig.ts';
import { send } from './stations.ts';

interface Latencies {
  /** From a push to its answer, ms. */
  readonly answers: readonly number[];
  /** From the answer to a published checkpoint over it, ms. */
  readonly delays: readonly number[];
}

/** How often the registry is asked what its checkpoint covers, ms: often enough to tell seconds, too seldom to be a load. */
const lookMs = 25;

/**
 * Pushes of 100 by the clock, so that all stations together bring `rate` events a second. Each station has its own turn in the
 * round: together at one moment they would be four times the load for an instant, and a wait for each other ever after.
 */
export async function latencies({ server, stations }: Rig, bodies: readonly (readonly Body[])[], rate: number): Promise<Latencies> {
  const everyMs = (100 * stations.length * 1000) / rate;
  const answers: number[] = [];
  const delays: number[] = [];
  const uncovered: { readonly size: number; readonly answered: number }[] = [];
  const startMs = performance.now();
  const sending = Promise.all(
    stations.map(async (station, i) => {
      for (const [round, body] of (bodies[i] ?? []).entries()) {
        await pause(Math.max(0, startMs + (round + i / stations.length) * everyMs - performance.now()));
        const begun = performance.now();
        const sent = await send(server.url, station, body);
        if (sent.kind === 'refused') throw new Error(`refused: ${sent.problem.code}`);
        const answered = performance.now();
        answers.push(answered - begun);
        uncovered.push({ size: sent.headIndex + 1, answered });
      }
    }),
  );
  let sent = false;
  const allSent = sending.finally(() => (sent = true));
  // Told below, once those that were taken are covered.
  allSent.catch(() => undefined);
  while (!sent || uncovered.length > 0) {
    const { covered } = await server.state();
    const now = performance.now();
    for (const one of uncovered.filter(({ size }) => size <= covered)) {
      uncovered.splice(uncovered.indexOf(one), 1);
      delays.push(now - one.answered);
    }
    await pause(lookMs);
  }
  await allSent;
  return { answers, delays };
}

function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}
