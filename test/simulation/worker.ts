import { parentPort, workerData } from 'node:worker_threads';
import { type Played, playSeed } from './play.ts';

export type Told = Played;

const { first, end, step } = workerData as { readonly first: number; readonly end: number; readonly step: number }; // given by main.ts
for (let seed = first; seed < end; seed += step) {
  const told: Told = await playSeed(seed).catch((cause: unknown) => {
    throw new Error(`seed ${seed} did not come to its end`, { cause });
  });
  parentPort?.postMessage(told);
}
