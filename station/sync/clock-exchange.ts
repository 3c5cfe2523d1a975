import type { Clock, KeyStore, Random, StationStore } from '../../contract/ports.ts';
import { timeAnswer } from '../../contract/registry.ts';
import { fromBase64url, toBase64url } from '../../domain/bytes.ts';
import type { TimeSample } from '../../domain/ledger/clock.ts';
import { bestOffset, timeSigningBytes } from '../../domain/ledger/clock.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { verifyStrict } from '../../domain/ledger/signing.ts';
import type { Caller } from './call.ts';
import { call, read } from './call.ts';

/** Asks the registry for its time a few times and keeps the offset of the quickest answer. Signed answers only. */
export async function exchangeTime(
  needs: {
    readonly store: Pick<StationStore, 'sync'>;
    readonly keys: Pick<KeyStore, 'verifier'>;
    readonly clock: Pick<Clock, 'wallMs' | 'monoMs'>;
    readonly random: Random;
  },
  caller: Pick<Caller, 'connection' | 'callMs'>,
  samples: number,
): Promise<boolean> {
  const { pins } = needs.store.sync.state();
  const ackKey = pins === undefined ? undefined : parseVkey(pins.ackKey);
  if (ackKey === undefined) return false;
  const taken: TimeSample[] = [];
  for (let i = 0; i < samples; i++) {
    const nonce = toBase64url(needs.random.bytes(16));
    const sentMs = needs.clock.wallMs();
    const begunMs = needs.clock.monoMs();
    const said = await call(caller, { path: '/v1/time', query: `?nonce=${nonce}` });
    // The wall clock may be set while we wait; the trip itself is measured by the other clock.
    const receivedMs = sentMs + (needs.clock.monoMs() - begunMs);
    const answer = said.kind === 'ok' ? read(timeAnswer, said.body) : undefined;
    const sig = answer === undefined ? undefined : fromBase64url(answer.sig);
    if (answer === undefined || sig === undefined || answer.nonce !== nonce) break;
    if (!verifyStrict(needs.keys.verifier, ackKey.publicKey, timeSigningBytes(nonce, answer.ms), sig)) break;
    taken.push({ sentMs, registryMs: answer.ms, receivedMs });
  }
  const best = bestOffset(taken);
  if (best === undefined) return false;
  needs.store.sync.keep({ offset: { offsetMs: best.offsetMs, measuredAtMs: needs.clock.wallMs() } });
  return true;
}
