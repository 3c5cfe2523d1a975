import type { Asked, ChainIdentity, FreshKeys, KeyStore, StationStore } from '../../contract/ports.ts';
import type { EpochAnswer, EpochRequest } from '../../contract/registry.ts';
import { epochAnswer, epochRequest, mediaTypes } from '../../contract/registry.ts';
import { fromBase64url, toBase64url, utf8 } from '../../domain/bytes.ts';
import { readControlFact, type EpochReason } from '../../domain/facts/control.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { entrySignatureFault, readEntry } from '../../domain/ledger/entry.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { requestName, requestWords } from '../../domain/ledger/request-words.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import type { Caller } from './call.ts';
import { read, signedCall } from './call.ts';
import { findDivergence } from './divergence.ts';
import { eventKeyName } from './install.ts';

/*
 * A chain of which two stories exist goes on only in a new epoch, and only when an officer says so: two copies of
 * one station that each opened an epoch by themselves would fight for ever.
 */

export interface EpochNeeds {
  readonly store: Pick<StationStore, 'facts' | 'sync'>;
  readonly keys: KeyStore;
  /** Small values that the store keeps together with the new epoch (`installValues`). */
  bind?(): Readonly<Record<string, string>>;
}

/**
 * Sets out a request for a new epoch; the pump carries it. A station that was cloned, or whose keys are lost or
 * revoked, asks for `fresh` keys: whoever holds a copy of the old ones must stay outside. `code` is an officer's, for
 * a station whose transport key is gone too. False when there is no registry, or a request is under way.
 */
export function askForEpoch(
  { store, keys }: EpochNeeds,
  reason: EpochReason,
  more: { readonly fresh?: FreshKeys; readonly code?: string } = {},
): boolean {
  const { pins } = store.sync.state();
  const chain = store.facts.chain();
  const asked = store.sync.asked();
  if (pins === undefined || chain === undefined || (asked !== undefined && asked.refused === undefined)) return false;
  const { epoch, seq, hash } = chain.head;
  const { event, transport, nextKeyDigest } = more.fresh ?? keys;
  const body = {
    station: chain.identity.station,
    epoch: chain.identity.epoch,
    head: { epoch, seq, hash },
    reason,
    event_key: toBase64url(event.publicKey),
    transport_key: toBase64url(transport.publicKey),
    next: nextKeyDigest,
  };
  const sent = more.code === undefined ? body : { ...body, code: more.code };
  store.sync.ask({ kind: 'epoch', url: pins.url, body: canonicalText(sent), words: requestWords(requestName(body)) });
  return true;
}

export type EpochOutcome = 'opened' | 'waiting' | 'refused' | 'no_answer';

/** Sends the request, or asks whether the officer has decided. An epoch that was opened is entered at once. */
export async function carryEpochRequest(needs: EpochNeeds, caller: Caller, asked: Asked): Promise<EpochOutcome> {
  const { sync } = needs.store;
  // Asked before it is sent: a lost answer may have been followed by an approval, after which the old keys sign nothing.
  const request = nameOf(asked);
  let said = await signedCall(sync, caller, { path: `/v1/epochs/${request}` });
  if (said.kind === 'problem' && said.problem.code === 'not_found') {
    if (!(await findDivergence(sync, caller))) return 'no_answer';
    said = await signedCall(sync, caller, {
      method: 'POST',
      path: '/v1/epochs',
      body: utf8(asked.body),
      headers: { 'content-type': mediaTypes.json },
    });
  }
  if (said.kind === 'problem') {
    if (said.problem.retry_ms !== undefined || said.problem.code === 'clock') return 'no_answer';
    if (said.problem.code === 'epoch_closed' && askForNewest(needs, asked, said.problem.head?.epoch)) return 'waiting';
    return refused(needs, asked, said.problem.code);
  }
  const answer = said.kind === 'ok' ? read(epochAnswer, said.body) : undefined;
  if (answer === undefined) return 'no_answer';
  switch (answer.kind) {
    case 'refused':
      return refused(needs, asked, answer.why);
    case 'waiting':
      if (answer.request !== request) return refused(needs, asked, 'bad_answer');
      if (asked.request === undefined) sync.ask({ ...asked, request });
      return 'waiting';
    case 'approved':
      return enter(needs, asked, answer);
  }
}

/**
 * A store that was put back to before its newest epoch asks in one that is over, and learns from the answer which one
 * it has to end. The same is asked again for that one, under words of its own: nobody has compared these yet. The
 * answer is unsigned, and may be: what is opened in the end must be signed by the control key. Only a later epoch
 * is taken up, so this ends.
 */
function askForNewest({ store }: EpochNeeds, asked: Asked, epoch: number | undefined): boolean {
  const { code, ...body } = bodyOf(asked);
  if (epoch === undefined || epoch <= body.epoch) return false;
  const renewed = { ...body, epoch };
  const sent = code === undefined ? renewed : { ...renewed, code };
  store.sync.ask({ kind: 'epoch', url: asked.url, body: canonicalText(sent), words: requestWords(requestName(renewed)) });
  return true;
}

function refused(needs: EpochNeeds, asked: Asked, code: string): EpochOutcome {
  needs.store.sync.ask({ ...asked, refused: code });
  return 'refused';
}

function enter(needs: EpochNeeds, asked: Asked, answer: Extract<EpochAnswer, { kind: 'approved' }>): EpochOutcome {
  const { store } = needs;
  const before = store.facts.chain()?.identity;
  const { event_key: eventKey } = bodyOf(asked);
  if (before === undefined || epochFault(needs, before, eventKey, answer) !== undefined) return refused(needs, asked, 'bad_answer');
  const identity: ChainIdentity = { ...before, epoch: answer.epoch, genesis: answer.genesis };
  store.sync.openEpoch(identity, divergesFrom(needs, before, answer.after), {
    ...needs.bind?.(),
    [eventKeyName]: keyId(fromBase64url(eventKey) ?? new Uint8Array()),
  });
  return 'opened';
}

/** First own seq of the closed epoch that the log does not hold, as far as this station can know; too early tells something twice, which harms nothing. */
function divergesFrom({ store }: EpochNeeds, before: ChainIdentity, after: { readonly seq: number; readonly hash: string }): number {
  const own = after.seq === 0 ? before.genesis : store.sync.hashAt(after.seq);
  if (own === after.hash) return after.seq + 1;
  const { divergesAt, acked } = store.sync.state();
  return divergesAt ?? acked.seq + 1;
}

/** What is wrong with a granted epoch: the registry's own key must have signed that this chain goes on under these keys. */
function epochFault(
  { store, keys }: EpochNeeds,
  before: ChainIdentity,
  eventKey: string,
  answer: Extract<EpochAnswer, { kind: 'approved' }>,
): string | undefined {
  const controlKey = fromBase64url(store.sync.state().pins?.controlKey ?? '');
  const opened = readEntry(answer.entry);
  if (opened.kind === 'refused' || controlKey?.length !== 32) return 'control event';
  const { event, hash } = opened.entry;
  if (hash !== answer.genesis || event.reg !== before.reg || event.station !== controlStation) return 'genesis';
  if (entrySignatureFault(opened.entry, (id) => (id === keyId(controlKey) ? controlKey : undefined), keys.verifier) !== undefined)
    return 'control signature';
  const fact = readControlFact(event.type, event.body);
  if (fact?.type !== 'epoch.opened' || fact.body.station !== before.station) return 'another station';
  if (fact.body.epoch !== answer.epoch || answer.epoch <= before.epoch) return 'epoch';
  if (canonicalText(fact.body.after) !== canonicalText(answer.after)) return 'head';
  return fact.body.keys.event === eventKey ? undefined : 'another key';
}

/** The request as it was kept. */
function bodyOf({ body }: Asked): EpochRequest {
  return epochRequest.parse(JSON.parse(body));
}

/** A request's name leaves the code out. */
function nameOf(asked: Asked): string {
  const { code: _, ...body } = bodyOf(asked);
  return requestName(body);
}
