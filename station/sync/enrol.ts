import type { ChainIdentity, KeyStore, RegistryConnection, StationStore } from '../../contract/ports.ts';
import type { EnrolState, ProblemCode } from '../../contract/registry.ts';
import { enrolState, mediaTypes } from '../../contract/registry.ts';
import { fromBase64url, toBase64url, utf8 } from '../../domain/bytes.ts';
import { ackKeyName } from '../../domain/ledger/ack.ts';
import { aloneRegistry } from '../../domain/ledger/alone.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { entrySignatureFault, readEntry } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { namedHash } from '../../domain/ledger/hash.ts';
import { controlStation, stationId } from '../../domain/ledger/ids.ts';
import { logNumber } from '../../domain/ledger/log-name.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { requestName, requestWords } from '../../domain/ledger/request-words.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import type { Said } from './call.ts';
import { call, read } from './call.ts';
import { syncWaits } from './waits.ts';

export interface EnrolNeeds {
  readonly store: Pick<StationStore, 'facts' | 'sync'>;
  readonly keys: KeyStore;
  /** Small values that the store keeps together with the new chain (`installValues`). */
  bind?(): Readonly<Record<string, string>>;
}

export type EnrolOutcome =
  | { readonly kind: 'enrolled'; readonly identity: ChainIdentity }
  /** An officer compares six words on both screens. The pump goes on asking, over restarts too. */
  | { readonly kind: 'waiting'; readonly request: string; readonly words: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly why: ProblemCode | 'already_enrolled' | 'bad_answer' | 'no_answer' | 'by_officer' | 'expired';
      readonly detail?: string;
    };

/**
 * Joins a registry by a one-time code: sends the public keys, checks the control event that names this station,
 * and pins the log, ack and control keys it came with. Nothing is kept unless all of it fits. A station that has
 * worked alone may join; what it wrote is told again in its new chain. While an officer has to approve, the
 * request is kept and the station writes a chain of its own.
 */
export async function enrol(
  needs: EnrolNeeds,
  input: {
    readonly connection: RegistryConnection;
    readonly url: string;
    readonly code: string;
    readonly name: string;
    readonly site: string;
    readonly platform: string;
  },
): Promise<EnrolOutcome> {
  const { store, keys } = needs;
  if (store.sync.state().pins !== undefined) return { kind: 'refused', why: 'already_enrolled' };
  const { code, name, site, platform } = input;
  const body = {
    code,
    event_key: toBase64url(keys.event.publicKey),
    transport_key: toBase64url(keys.transport.publicKey),
    next: keys.nextKeyDigest,
    name,
    site,
    platform,
  };
  const text = canonicalText(body);
  const outcome = settle(needs, input.url, requestName(body), await post(input.connection, text));
  if (outcome.kind === 'waiting') {
    store.sync.ask({ kind: 'enrolment', url: input.url, body: text, request: outcome.request, words: outcome.words });
    foundAlone(needs);
  }
  return outcome;
}

/** Asks whether the officer has decided; a registry that does not know the request any more gets it again. */
export async function askAgain(needs: EnrolNeeds, connection: RegistryConnection): Promise<EnrolOutcome> {
  const { sync } = needs.store;
  const asked = sync.asked();
  if (asked?.kind !== 'enrolment' || asked.request === undefined) return { kind: 'refused', why: 'not_found' };
  if (sync.state().pins !== undefined) {
    sync.ask(undefined);
    return { kind: 'refused', why: 'already_enrolled' };
  }
  let said = await call({ connection, callMs: syncWaits.callMs }, { path: `/v1/enrol/${asked.request}` });
  if (said.kind === 'problem' && said.problem.code === 'not_found') said = await post(connection, asked.body);
  const outcome = settle(needs, asked.url, asked.request, said);
  if (outcome.kind === 'refused' && isFinal(outcome.why)) sync.ask({ ...asked, refused: outcome.why });
  return outcome;
}

/** A refusal that asking again does not change. */
function isFinal(why: Extract<EnrolOutcome, { kind: 'refused' }>['why']): boolean {
  return why === 'by_officer' || why === 'expired' || why === 'bad_code' || why === 'malformed' || why === 'bad_answer';
}

function post(connection: RegistryConnection, text: string): Promise<Said> {
  return call(
    { connection, callMs: syncWaits.callMs },
    { method: 'POST', path: '/v1/enrol', body: utf8(text), headers: { 'content-type': mediaTypes.json } },
  );
}

/** What an answer means; an approval that fits is kept at once. */
function settle(needs: EnrolNeeds, url: string, request: string, said: Said): EnrolOutcome {
  // Asked twice at once: the other answer came first and brought the approval, so this one has nothing left to say.
  if (needs.store.sync.state().pins !== undefined) return { kind: 'refused', why: 'already_enrolled' };
  if (said.kind === 'no_answer') return { kind: 'refused', why: 'no_answer', detail: said.why };
  if (said.kind === 'unclear') return { kind: 'refused', why: 'no_answer', detail: `http ${said.status}` };
  if (said.kind === 'problem') return { kind: 'refused', why: said.problem.code, detail: said.problem.detail };
  const answer = read(enrolState, said.body);
  if (answer === undefined) return { kind: 'refused', why: 'bad_answer', detail: 'form' };
  if (answer.kind === 'refused') return { kind: 'refused', why: answer.why };
  if (answer.kind === 'waiting') {
    // The words are made here, of what was sent: a registry that got something else shows other words to its officer.
    if (answer.request !== request) return { kind: 'refused', why: 'bad_answer', detail: 'another request' };
    return { kind: 'waiting', request, words: requestWords(request) };
  }
  const fault = faultOf(answer, needs);
  if (fault !== undefined) return { kind: 'refused', why: 'bad_answer', detail: fault };
  const identity: ChainIdentity = { reg: answer.reg, station: answer.station, epoch: answer.epoch, genesis: answer.genesis };
  const { reg, log, log_vkey: logKey, ack_vkey: ackKey, control_key: controlKey } = answer;
  needs.store.sync.enrol({ url, reg, log, logKey, ackKey, controlKey }, identity, needs.bind?.());
  return { kind: 'enrolled', identity };
}

/** What is wrong with an approval: each part must speak of this station, this registry and these keys. */
function faultOf(answer: Extract<EnrolState, { kind: 'approved' }>, { keys }: EnrolNeeds): string | undefined {
  const logKey = parseVkey(answer.log_vkey);
  const ackKey = parseVkey(answer.ack_vkey);
  const controlKey = fromBase64url(answer.control_key);
  const opened = readEntry(answer.entry);
  if (logNumber(answer.reg, answer.log) === undefined) return 'another log';
  if (logKey?.name !== answer.log) return 'log key';
  if (ackKey?.name !== ackKeyName(answer.reg)) return 'ack key';
  if (opened.kind === 'refused' || controlKey === undefined) return 'control event';
  const { event, hash } = opened.entry;
  if (hash !== answer.genesis || event.reg !== answer.reg || event.station !== controlStation) return 'genesis';
  const bad = entrySignatureFault(opened.entry, (id) => (id === keyId(controlKey) ? controlKey : undefined), keys.verifier);
  if (bad !== undefined) return 'control signature';
  const fact = readControlFact(event.type, event.body);
  if (fact?.type !== 'station.enrolled') return 'genesis';
  if (fact.body.station !== answer.station) return 'another station';
  const isOurs =
    fact.body.keys.event === toBase64url(keys.event.publicKey) &&
    fact.body.keys.transport === toBase64url(keys.transport.publicKey) &&
    fact.body.next === keys.nextKeyDigest;
  return isOurs ? undefined : 'another key';
}

/** Begins a chain without a registry, under an id made from the event key. Does nothing when there is a chain. */
export function foundAlone({ store, keys }: EnrolNeeds): ChainIdentity {
  const chain = store.facts.chain();
  if (chain !== undefined) return chain.identity;
  const station = stationId(namedHash('custos-alone/v1', keys.event.publicKey).slice(0, 16));
  const identity: ChainIdentity = { reg: aloneRegistry, station, epoch: 1, genesis: nothingSeen.root };
  store.facts.foundChain(identity);
  return identity;
}
