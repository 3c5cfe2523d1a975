import { createHash } from 'node:crypto';
import { openStationStore } from '../../../db/open.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';
import { randomBytes } from '../../../keys/random.ts';
import { createRecorder } from '../../../station/record/recorder.ts';
import { Sessions } from '../../../station/record/sessions.ts';
import { enrol } from '../../../station/sync/enrol.ts';
import { fetchConnection } from '../../../station/sync/fetch-connection.ts';
import { createPump } from '../../../station/sync/pump.ts';

/**
 * A station to be killed: `file url code facts`. Writes facts one after another and tells each hash once it is on disk;
 * with `facts` 0 it only brings what is there to the registry, says `in step`, and ends.
 */
const [file = '', url = '', code = '', facts = '0'] = process.argv.slice(2);
const signer = (name: string) => signerFromSeed(Uint8Array.from(createHash('sha256').update(name).digest()));
const keys = {
  event: signer('kill event'),
  transport: signer('kill transport'),
  nextKeyDigest: toBase64url(Uint8Array.from(createHash('sha256').update(signer('kill next').publicKey).digest())),
  verifier: createVerifier(),
};
const store = openStationStore(file);
const clock = { wallMs: () => Date.now(), monoMs: () => performance.now(), bootId: `b${process.pid}` };
const random = { bytes: randomBytes };
const timer = {
  after(ms: number, run: () => void) {
    const set = setTimeout(run, ms);
    return () => clearTimeout(set);
  },
};
const log = { note: () => undefined };
for (let tries = 0; store.sync.state().pins === undefined && tries < 200; tries++) {
  await enrol({ store, keys }, { connection: fetchConnection(url), url, code, name: 'Bench 1', site: 'Hall A', platform: 'linux' });
  if (store.sync.state().pins === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
}
const recorder = createRecorder({ store, keys, sessions: new Sessions(clock), clock, random, gate: () => ({ kind: 'legal' }), log });
const waits = { firstBackOffMs: 20, lastBackOffMs: 200, lookWhileWaitingMs: 20, lookWhenIdleMs: 50, callMs: 5_000 };
const pump = createPump({ store, keys, connect: fetchConnection, clock, timer, random, log, waits });
pump.start();
for (let left = Number(facts); left > 0; left--) {
  const [fact] = recorder.record([{ type: 'station.heartbeat', body: { version: `0.1.${left}` } }]);
  process.stdout.write(`${fact?.hash ?? ''}\n`);
  pump.poke();
  await new Promise((resolve) => setTimeout(resolve, 3));
}
for (;;) {
  const { here, proven } = store.sync.counts();
  if (proven === here) break;
  const { phase, problem } = store.sync.state();
  if (phase !== 'running') throw new Error(`the station stopped: ${phase} ${problem ?? ''}`);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
process.stdout.write('in step\n');
await pump.stop();
store.close();
