import { parentPort } from 'node:worker_threads';

/* A thread that says that it is up, takes one batch and ends without an answer. */

parentPort?.postMessage({ no: 0, good: new Uint8Array() });
parentPort?.once('message', () => process.exit(1));
