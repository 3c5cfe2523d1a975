import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ChainIdentity, Clock, KeyStore, StationStore, SyncState } from '../../contract/ports.ts';
import type { Problem, PushAnswer } from '../../contract/registry.ts';
import { mediaTypes, pushAnswer, pushLimits } from '../../contract/registry.ts';
import { concat, toBase64url, utf8 } from '../../domain/bytes.ts';
import { openAck } from '../../domain/ledger/ack.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import type { Caller, Said } from './call.ts';
import { read, saidOf, signedCall } from './call.ts';
import { lasting } from './problems.ts';
import type { SyncWaits } from './waits.ts';
import { backOffMs } from './waits.ts';

/** Off the main thread: a backlog must not make the bench stutter. */
const compress = promisify(gzip);

export interface PushNeeds {
  readonly store: Pick<StationStore, 'sync' | 'facts'>;
  readonly keys: KeyStore;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly waits: SyncWaits;
  /** A random share, 0 to 1. */
  share(): number;
}

/** `moved`: ask again at once. `idle`: nothing to send. `waiting`: not before the kept time. `stopped`: the phase says why. */
export type PushOutcome = 'moved' | 'idle' | 'waiting' | 'stopped';

/**
 * Sends what comes after the acknowledged head, once, and keeps what the answer means (registry protocol, section
 * 5). Everything is decided by (seq, hash): a lost answer, a duplicate and a registry that lost data look alike.
 */
export async function pushOnce(needs: PushNeeds, caller: Caller): Promise<PushOutcome> {
  const chain = needs.store.facts.chain();
  const state = needs.store.sync.state();
  if (chain === undefined || state.phase !== 'running') return 'stopped';
  const events = needs.store.sync.outbox(Math.min(state.batch, pushLimits.events));
  const sent = pushBody(chain.identity, state.acked.seq + 1, events, needs.waits.pushBytes);
  if (sent.count === 0) return 'idle';
  const body = new Uint8Array(await compress(sent.body));
  const request = {
    method: 'POST',
    path: '/v1/push',
    body,
    headers: { 'content-type': mediaTypes.push, 'content-encoding': 'gzip' },
  } as const;
  const said = await signedCall(needs.store.sync, caller, request);
  return keepAnswer(needs, said, { identity: chain.identity, from: state.acked.seq + 1, count: sent.count, state });
}

/** What an answer to a push means that came by another way, e.g. in a bundle. */
export function keepPushAnswer(
  needs: PushNeeds,
  identity: ChainIdentity,
  { from, count }: { readonly from: number; readonly count: number },
  status: number,
  body: Uint8Array,
): PushOutcome {
  return keepAnswer(needs, saidOf(status, body), { identity, from, count, state: needs.store.sync.state() });
}

/** NDJSON of a push: the header, then as many events as fit. */
export function pushBody(
  identity: ChainIdentity,
  from: number,
  events: ReturnType<StationStore['sync']['outbox']>,
  maxBytes: number,
): { readonly body: Uint8Array; readonly count: number } {
  const newline = utf8('\n');
  const lines: Uint8Array[] = [];
  let size = 0;
  let count = 0;
  for (const { entry, sealed, recovered } of events) {
    const values = Object.fromEntries(sealed.map(({ field, salt, value }) => [field, { salt: toBase64url(salt), value }]));
    const line = [
      utf8('{"entry":'),
      entry,
      ...(recovered === undefined ? [] : [utf8(',"recovered":'), recovered]),
      utf8(sealed.length === 0 ? '}' : `,"private":${canonicalText(values)}}`),
    ];
    size += line.reduce((sum, part) => sum + part.length, 1);
    if (size > maxBytes && count > 0) break;
    lines.push(...line, newline);
    count += 1;
  }
  const header = utf8(canonicalText({ station: identity.station, epoch: identity.epoch, from, count }));
  return { body: concat(header, newline, ...lines), count };
}

interface Sent {
  readonly identity: ChainIdentity;
  readonly from: number;
  readonly count: number;
  readonly state: SyncState;
}

function keepAnswer(needs: PushNeeds, said: Said, sent: Sent): PushOutcome {
  const { sync } = needs.store;
  switch (said.kind) {
    case 'ok': {
      const answer = read(pushAnswer, said.body);
      return answer === undefined ? waitLonger(needs, sent, { problem: 'unclear_answer' }) : keepAccepted(needs, answer, sent);
    }
    case 'problem':
      sync.keep({ lastContactMs: needs.clock.wallMs() });
      return keepProblem(needs, said.problem, sent);
    case 'unclear':
      return waitLonger(needs, sent, { problem: `http_${said.status}` });
    case 'no_answer':
      // The batch may have been the reason: a smaller one gets through a bad line.
      return waitLonger(needs, sent, { batch: halved(sent.state.batch) });
  }
}

function keepAccepted(needs: PushNeeds, answer: PushAnswer, sent: Sent): PushOutcome {
  const { sync } = needs.store;
  const { head } = answer;
  if (head.epoch !== sent.identity.epoch || (head.seq > 0 && sync.hashAt(head.seq) !== head.hash))
    return stop(needs, 'frozen', 'chain_differs');
  const now = needs.clock.wallMs();
  const pins = sent.state.pins;
  const ackKey = pins === undefined ? undefined : parseVkey(pins.ackKey);
  const ack = answer.ack === undefined || ackKey === undefined ? undefined : openAck(answer.ack, ackKey, needs.keys.verifier);
  const isOurs = ack?.station === sent.identity.station && ack.epoch === head.epoch && ack.seq === head.seq && ack.hash === head.hash;
  if (answer.ack === undefined || ack === undefined || !isOurs) return stop(needs, 'refused', 'bad_ack');
  const run =
    answer.first_index === undefined || answer.accepted === 0
      ? undefined
      : { seq: sent.from + answer.duplicates, index: answer.first_index, count: answer.accepted };
  sync.acknowledge({
    head: { seq: head.seq, hash: head.hash },
    ack: { note: answer.ack, index: ack.index, atMs: ack.atMs },
    run: run ?? { seq: head.seq, index: ack.index, count: 1 },
    state: {
      batch: Math.min(sent.state.batch * 2, answer.limits.max, pushLimits.events),
      tries: 0,
      notBeforeMs: answer.limits.min_ms === 0 ? 0 : now + answer.limits.min_ms,
      lastContactMs: now,
      problem: lasting(sent.state.problem),
    },
  });
  return answer.limits.min_ms === 0 ? 'moved' : 'waiting';
}

function keepProblem(needs: PushNeeds, problem: Problem, sent: Sent): PushOutcome {
  switch (problem.code) {
    case 'gap':
      return resume(needs, problem, sent);
    case 'too_large':
      if (sent.count === 1) return stop(needs, 'refused', 'too_large');
      needs.store.sync.keep({ batch: halved(Math.min(sent.state.batch, sent.count)) });
      return 'moved';
    case 'bad_event':
    case 'bad_signature':
      if (problem.index === undefined || problem.index === 0 || problem.index >= sent.count) return stop(needs, 'refused', problem.code);
      // What comes before the bad one is good and goes first; the next push then begins with it and stops here.
      needs.store.sync.keep({ batch: problem.index });
      return 'moved';
    case 'fork':
      if (problem.index !== undefined) needs.store.sync.keep({ divergesAt: sent.from + problem.index });
      return stop(needs, 'frozen', problem.code);
    case 'frozen':
    case 'key_revoked':
    case 'epoch_closed':
      return stop(needs, 'frozen', problem.code);
    case 'slow_down':
    case 'busy':
      return waitLonger(needs, sent, {
        batch: problem.code === 'busy' ? halved(sent.state.batch) : sent.state.batch,
        retryMs: problem.retry_ms,
      });
    case 'read_only':
    case 'internal':
      return waitLonger(needs, sent, { problem: problem.code });
    case 'malformed':
    case 'auth':
    case 'clock':
    case 'not_enrolled':
    case 'role':
    case 'bad_code':
    case 'not_found':
    case 'epoch_unknown':
    case 'cursor_ahead':
    case 'not_covered':
      return stop(needs, 'refused', problem.code);
  }
}

/** The registry stands behind what it had acknowledged, or ahead of us. Ours is the truth only where its head is one of our own events. */
function resume(needs: PushNeeds, { head }: Problem, sent: Sent): PushOutcome {
  const { sync } = needs.store;
  if (head === undefined) return stop(needs, 'refused', 'gap');
  const own = head.seq === 0 ? sent.identity.genesis : sync.hashAt(head.seq);
  if (head.epoch !== sent.identity.epoch || own !== head.hash) return stop(needs, 'frozen', 'chain_differs');
  sync.acknowledge({ head: { seq: head.seq, hash: head.hash }, state: {} });
  return 'moved';
}

function waitLonger(
  needs: PushNeeds,
  sent: Sent,
  more: { readonly batch?: number; readonly retryMs?: number | undefined; readonly problem?: string },
): PushOutcome {
  const waitMs = more.retryMs ?? backOffMs(sent.state.tries, needs.share(), needs.waits);
  needs.store.sync.keep({
    tries: sent.state.tries + 1,
    notBeforeMs: needs.clock.wallMs() + waitMs,
    batch: more.batch ?? sent.state.batch,
    problem: more.problem,
  });
  return 'waiting';
}

function stop(needs: PushNeeds, phase: 'frozen' | 'refused', problem: string): PushOutcome {
  needs.store.sync.keep({ phase, problem });
  return 'stopped';
}

function halved(batch: number): number {
  return Math.max(1, Math.floor(batch / 2));
}
