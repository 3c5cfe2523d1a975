import { answerLine, bundleLimits, type AnswerLine } from '../../contract/bundle.ts';
import type { KeyStore, RegistryConnection, StationStore } from '../../contract/ports.ts';
import { pushLimits } from '../../contract/registry.ts';
import { concat, utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { packBundle, parsed, unpackBundle } from './bundle-file.ts';
import type { Caller } from './call.ts';
import { lookAtLog } from './checkpoint.ts';
import { keepPushAnswer, pushBody, type PushNeeds } from './push.ts';
import { fetchReceipts } from './receipts.ts';
import { provenTypes } from './waits.ts';

/* The side of a station without a network: what waits goes out as a file, and the answer comes back as one. */

export interface BundleNeeds extends PushNeeds {
  readonly store: Pick<StationStore, 'facts' | 'sync' | 'secrets'>;
  readonly keys: KeyStore;
}

export type BundleRefusal = 'no_registry' | 'bundle_unreadable' | 'bundle_not_ours';

/** What waits for the registry and what is wanted from it. Sealed values travel in it in the clear, as in a push. */
export async function exportBundle(needs: BundleNeeds): Promise<Uint8Array | 'no_registry'> {
  const { sync, facts } = needs.store;
  const chain = facts.chain();
  const { pins, acked } = sync.state();
  if (chain === undefined || pins === undefined) return 'no_registry';
  const events = sync.outbox(bundleLimits.events);
  const parts: Uint8Array[] = [];
  // What does not fit goes with the next one; room is left for what is wanted.
  const room = bundleLimits.plainBytes / 2;
  for (let at = 0, size = 0; at < events.length && size < room;) {
    const from = acked.seq + 1 + at;
    const { body, count } = pushBody(chain.identity, from, events.slice(at, at + pushLimits.events), needs.waits.pushBytes);
    const header = { station: chain.identity.station, epoch: chain.identity.epoch, from, count };
    parts.push(utf8(`${canonicalText({ push: header })}\n`), body.subarray(body.indexOf(10) + 1));
    at += count;
    size += body.length;
  }
  const proofs = sync.unproven(provenTypes, bundleLimits.proofs).map(({ hash }) => hash);
  const want = { log: pins.log, size: sync.checkpoint()?.size ?? 0, proofs };
  parts.push(utf8(`${canonicalText({ want })}\n`));
  return packBundle({ kind: 'carry', reg: pins.reg, from: chain.identity.station, made: needs.clock.wallMs() }, concat(...parts));
}

/**
 * Takes the answer to an own bundle in. Everything is held against the pinned keys as if the registry had answered
 * here: acks, checkpoint, consistency, proofs. An answer that is taken in twice changes nothing the second time.
 */
export async function takeAnswer(needs: BundleNeeds, file: Uint8Array): Promise<'taken' | BundleRefusal> {
  const bundle = await unpackBundle(file);
  const chain = needs.store.facts.chain();
  const { pins } = needs.store.sync.state();
  if (chain === undefined || pins === undefined) return 'no_registry';
  if (bundle?.head.kind !== 'answer') return 'bundle_unreadable';
  if (bundle.head.reg !== pins.reg || bundle.head.from !== chain.identity.station) return 'bundle_not_ours';
  const lines = bundle.lines.map((line) => answerLine.safeParse(parsed(line)));
  if (lines.some(({ success }) => !success)) return 'bundle_unreadable';
  const answers = lines.flatMap(({ data }) => (data === undefined ? [] : [data]));
  for (const answer of answers) {
    if (!('push' in answer) || answer.push.station !== chain.identity.station) continue;
    // A file may be old: what it says of facts that were acknowledged since tells nothing of the registry of today.
    if (answer.push.from + answer.push.count <= needs.store.sync.state().acked.seq + 1) continue;
    if (answer.push.epoch === chain.identity.epoch) keepPushAnswer(needs, chain.identity, answer.push, answer.status, bytesOf(answer));
  }
  const caller: Caller = { connection: replay(answers), keys: needs.keys, clock: needs.clock, random: noNonce, callMs: 0 };
  const looked = await lookAtLog(needs, caller);
  if (looked === 'adopted' || looked === 'same') await fetchReceipts(needs, caller, bundleLimits.proofs);
  return 'taken';
}

/** A registry that knows only what the bundle brought. */
function replay(answers: readonly AnswerLine[]): RegistryConnection {
  const byPath = new Map(answers.flatMap((answer) => ('path' in answer ? [[answer.path, answer] as const] : [])));
  return {
    authority: 'bundle.invalid',
    request({ path, query }) {
      const answer = byPath.get(path + query);
      return Promise.resolve(
        answer === undefined
          ? ({ kind: 'no_answer', why: 'not in the bundle' } as const)
          : ({ kind: 'answer', status: answer.status, body: bytesOf(answer) } as const),
      );
    },
    close: () => undefined,
  };
}

/** Requests to a file reach nobody: their nonce guards nothing. */
const noNonce = { bytes: (size: number) => new Uint8Array(size) };

function bytesOf({ body }: AnswerLine): Uint8Array {
  return Uint8Array.from(Buffer.from(body, 'base64'));
}
