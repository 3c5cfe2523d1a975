import type { ChainIdentity, KeyStore, RegistryConnection, StationStore } from '../../contract/ports.ts';
import type { EnrolAnswer, ProblemCode } from '../../contract/registry.ts';
import { enrolAnswer, mediaTypes } from '../../contract/registry.ts';
import { fromBase64url, toBase64url, utf8 } from '../../domain/bytes.ts';
import { ackKeyName } from '../../domain/ledger/ack.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { entrySignatureFault, readEntry } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { namedHash } from '../../domain/ledger/hash.ts';
import { controlStation, stationId } from '../../domain/ledger/ids.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { call, read } from './call.ts';
import { syncWaits } from './waits.ts';

export interface EnrolNeeds {
  readonly store: Pick<StationStore, 'facts' | 'sync'>;
  readonly keys: KeyStore;
}

export type EnrolOutcome =
  | { readonly kind: 'enrolled'; readonly identity: ChainIdentity }
  /** An officer compares six words on both screens; ask again with the same code once that is done. */
  | { readonly kind: 'waiting'; readonly request: string; readonly words: readonly string[] }
  | { readonly kind: 'refused'; readonly why: ProblemCode | 'already_enrolled' | 'bad_answer' | 'no_answer'; readonly detail?: string };

/**
 * Joins a registry by a one-time code: sends the public keys, checks the control event that names this station,
 * and pins the log and ack keys it came with. Nothing is kept unless all of it fits.
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
  if (store.facts.chain() !== undefined) return { kind: 'refused', why: 'already_enrolled' };
  const { code, name, site, platform } = input;
  const event_key = toBase64url(keys.event.publicKey);
  const body = canonicalText({
    code,
    event_key,
    transport_key: toBase64url(keys.transport.publicKey),
    next: keys.nextKeyDigest,
    name,
    site,
    platform,
  });
  const said = await call(
    { connection: input.connection, callMs: syncWaits.callMs },
    { method: 'POST', path: '/v1/enrol', body: utf8(body), headers: { 'content-type': mediaTypes.json } },
  );
  if (said.kind === 'no_answer') return { kind: 'refused', why: 'no_answer', detail: said.why };
  if (said.kind === 'unclear') return { kind: 'refused', why: 'bad_answer', detail: `http ${said.status}` };
  if (said.kind === 'problem') return { kind: 'refused', why: said.problem.code, detail: said.problem.detail };
  const answer = read(enrolAnswer, said.body);
  if (answer === undefined) return { kind: 'refused', why: 'bad_answer', detail: 'form' };
  if (answer.kind === 'waiting') return { kind: 'waiting', request: answer.request, words: answer.words };
  const fault = faultOf(answer, needs);
  if (fault !== undefined) return { kind: 'refused', why: 'bad_answer', detail: fault };
  const identity: ChainIdentity = { reg: answer.reg, station: answer.station, epoch: answer.epoch, genesis: answer.genesis };
  store.sync.enrol({ url: input.url, reg: answer.reg, log: answer.log, logKey: answer.log_vkey, ackKey: answer.ack_vkey }, identity);
  return { kind: 'enrolled', identity };
}

/** What is wrong with an approval: each part must speak of this station, this registry and these keys. */
function faultOf(answer: Extract<EnrolAnswer, { kind: 'approved' }>, { keys }: EnrolNeeds): string | undefined {
  const logKey = parseVkey(answer.log_vkey);
  const ackKey = parseVkey(answer.ack_vkey);
  const controlKey = fromBase64url(answer.control_key);
  const opened = readEntry(answer.entry);
  if (logKey?.name !== answer.log) return 'log key';
  if (ackKey?.name !== ackKeyName(answer.reg)) return 'ack key';
  if (opened.kind === 'refused' || controlKey === undefined) return 'control event';
  const { event, hash } = opened.entry;
  if (hash !== answer.genesis || event.reg !== answer.reg || event.station !== controlStation || event.type !== 'station.enrolled')
    return 'genesis';
  const bad = entrySignatureFault(opened.entry, (id) => (id === keyId(controlKey) ? controlKey : undefined), keys.verifier);
  if (bad !== undefined) return 'control signature';
  // The words of the control event are the registry's; that it names this very station and key is what matters here.
  const text = canonicalText(event.body);
  if (!text.includes(`"${answer.station}"`)) return 'another station';
  return text.includes(`"${toBase64url(keys.event.publicKey)}"`) || text.includes(`"${keys.event.keyId}"`) ? undefined : 'another key';
}

/** Name of the registry of a station that has none: its facts are signed and chained, and stay on this machine. */
export const aloneRegistry = 'alone.custos';

/** Begins a chain without a registry, under an id made from the event key. Does nothing when there is a chain. */
export function foundAlone({ store, keys }: EnrolNeeds): ChainIdentity {
  const chain = store.facts.chain();
  if (chain !== undefined) return chain.identity;
  const station = stationId(namedHash('custos-alone/v1', keys.event.publicKey).slice(0, 16));
  const identity: ChainIdentity = { reg: aloneRegistry, station, epoch: 1, genesis: nothingSeen.root };
  store.facts.foundChain(identity);
  return identity;
}
