import { parentPort } from 'node:worker_threads';
import { createVerifier } from './ed25519.ts';
import { type Batch, checksIn, type Verdicts } from './verify-batch.ts';

/*
 * A thread of `verify-pool.ts`. It has the platform's verification and nothing else: no file, no database, no private key.
 */

const verifier = createVerifier();
// Tells that everything is loaded.
parentPort?.postMessage({ no: 0, good: new Uint8Array() } satisfies Verdicts);

parentPort?.on('message', ({ no, packed }: Batch) => {
  const good = Uint8Array.from(checksIn(packed), ({ publicKey, message, signature }) =>
    verifier.verify(publicKey, message, signature) ? 1 : 0,
  );
  parentPort?.postMessage({ no, good } satisfies Verdicts, [good.buffer]);
});
