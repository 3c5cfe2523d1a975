import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { fuzz } from './engine.ts';
import { parserNamed } from './parsers.ts';

/* Fuzzes one parser away from the main thread, so that an input that never comes back can be told and ended. */

const task = z
  .object({ parser: z.string(), seed: z.int(), from: z.int(), to: z.int(), at: z.instanceof(SharedArrayBuffer) })
  .parse(workerData);
const at = new Int32Array(task.at);
const failure = await fuzz(parserNamed(task.parser), { ...task, tick: (number) => Atomics.store(at, 0, number) });
parentPort?.postMessage(failure ?? 'done');
